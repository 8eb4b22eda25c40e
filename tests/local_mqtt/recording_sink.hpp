#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/local_mqtt/payload/payload_plan.hpp"
#include "adapters/local_mqtt/settings.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::local_mqtt::test {

struct RecordingSink final : SampleSink {
  void accept(PointId point, Number value, SteadyTime) override {
    if (!is_deaf) numbers[index_of(point)].push_back(value);
  }
  void accept(PointId point, const ListValue& value, SteadyTime) override {
    lists[index_of(point)].push_back(value);
  }
  void heard(DeviceId device, SteadyTime) override { ++signs_of_life[index_of(device)]; }

  std::size_t samples() const {
    std::size_t all = 0;
    for (const auto& [point, values] : numbers) all += values.size();
    for (const auto& [point, values] : lists) all += values.size();
    return all;
  }
  bool has(std::uint32_t point) const { return numbers.count(point) + lists.count(point) > 0; }
  double number(std::uint32_t point) const { return numbers.at(point).back().as_double(); }
  template <class List>
  const List& list(std::uint32_t point) const {
    return std::get<List>(lists.at(point).back());
  }

  bool is_deaf = false;  // numbers cost no allocation
  std::map<std::uint32_t, std::vector<Number>> numbers;
  std::map<std::uint32_t, std::vector<ListValue>> lists;
  std::map<std::uint32_t, int> signs_of_life;
};

// name, pointer, type
struct Reads {
  std::string name;
  std::string pointer;
  MetricType type = MetricType::number;
};

inline std::shared_ptr<const AdapterProfile> profile(const std::vector<Reads>& metrics,
                                                     Duration every = Duration{}) {
  auto made = std::make_shared<AdapterProfile>();
  made->name = "press";
  made->every = every;
  for (const Reads& metric : metrics) {
    made->metrics.push_back(metric.name);
    made->types.push_back(metric.type);
    made->from.emplace_back(From{metric.pointer});
  }
  return made;
}

inline Assignment child(std::uint32_t device, std::uint32_t first, const std::string& topic,
                        std::shared_ptr<const AdapterProfile> of) {
  Assignment made;
  made.device = DeviceId{device};
  made.first = PointId{first};
  made.thing = "plant7-gw:" + std::to_string(device);
  made.profile = std::move(of);
  made.address = Address{topic};
  return made;
}

}  // namespace gatewarden::local_mqtt::test
