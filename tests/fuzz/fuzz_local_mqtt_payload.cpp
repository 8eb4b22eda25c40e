// Any bytes as a local device's payload, with every metric type and awkward pointers.
#include <cstdint>
#include <cstdlib>

#include "adapters/local_mqtt/payload/payload_decoder.hpp"

using namespace gatewarden;
using namespace gatewarden::local_mqtt;

namespace {

// Points are the profile's, each at most once.
struct Sink final : SampleSink {
  void accept(PointId point, Number value, SteadyTime) override { count(point), sum += value.as_double(); }
  void accept(PointId point, const ListValue& value, SteadyTime) override {
    count(point), sum += value.index();
  }
  void heard(DeviceId, SteadyTime) override {}
  void count(PointId point) {
    const auto metric = index_of(point) - 100;
    if (metric >= 32 || (seen & (1u << metric)) != 0) std::abort();
    seen |= 1u << metric;
    ++samples;
  }
  std::uint32_t seen = 0;
  std::uint32_t samples = 0;
  double sum = 0;
};

PayloadPlan plan() {
  std::vector<PayloadPlan::Metric> metrics;
  const auto add = [&](const char* pointer, MetricType type) {
    metrics.push_back({"m" + std::to_string(metrics.size()), type, true, pointer});
  };
  for (const MetricType type : {MetricType::number, MetricType::number_list, MetricType::string_list,
                                MetricType::ip_list, MetricType::ports, MetricType::connections}) {
    add("", type);
    add("/a", type);
    add("/a/b", type);
    add("/l/1", type);
  }
  add("/a~1b/~0", MetricType::number);
  add("/l/0/l/0", MetricType::number);
  return PayloadPlan::make(std::move(metrics)).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const PayloadPlan kPlan = plan();
  static PayloadDecoder decoder(4096);
  Sink sink;
  const Reading reading =
      decoder.decode(kPlan, {reinterpret_cast<const char*>(data), size}, PointId{100}, {}, sink);
  if (reading.samples != sink.samples) std::abort();
  if (reading.example.words.empty() != reading.faults.by_name().empty()) std::abort();
  if (reading.example.words.size() > 400) std::abort();
  if (!reading.has_none && reading.samples + reading.missing > kPlan.metrics().size()) std::abort();
  if (reading.has_none && (reading.samples > 0 || reading.missing != kPlan.wanted())) std::abort();
  return 0;
}
