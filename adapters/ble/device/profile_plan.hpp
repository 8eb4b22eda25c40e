// A profile, as the data path needs it: which value goes to which metric.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/settings/profile_settings.hpp"
#include "adapters/ble/settings/value_source.hpp"
#include "gateway/sample/assignment.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::ble {

class ProfilePlan {
 public:
  struct Asked {
    const ValueSource* from;  // of a characteristic; the profile's
    std::uint32_t metric = 0;
    bool is_list = false;
  };

  explicit ProfilePlan(std::shared_ptr<const AdapterProfile> profile);

  const AdapterProfile& profile() const { return *profile_; }
  const ProfileSettings& settings() const { return settings_; }
  std::span<const Format* const> formats() const { return formats_; }  // empty: whichever is recognised
  std::span<const Asked> asked() const { return asked_; }
  bool wants(OwnValue value) const;

  // Gives the values that metrics want to the sink; how many. A word for a number, or the reverse, is none.
  std::size_t hand_on(std::span<const Value> values, PointId first, SteadyTime at, SampleSink& sink) const;
  // The same of what the gateway itself knows.
  void hand_on(OwnValue value, Number number, PointId first, SteadyTime at, SampleSink& sink) const;
  // Of everything that is counted: 1 where the bit of its place in OwnValue is set, else 0.
  void hand_on_counts(std::uint32_t happened, PointId first, SteadyTime at, SampleSink& sink) const;
  static bool hand_on(const Value& value, PointId point, bool is_list, SteadyTime at, SampleSink& sink);

 private:
  struct Point {
    ValueName name;
    std::uint32_t metric = 0;
    bool is_list = false;
  };
  void add(const ValueSource& from, std::uint32_t metric, bool is_list);

  std::shared_ptr<const AdapterProfile> profile_;
  ProfileSettings settings_;
  std::vector<const Format*> formats_;
  std::vector<Point> points_;
  std::vector<std::pair<OwnValue, std::uint32_t>> own_;
  std::vector<Asked> asked_;
};

}  // namespace gatewarden::ble
