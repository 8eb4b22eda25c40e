#include "adapters/ble/device/profile_plan.hpp"

#include <algorithm>

#include "adapters/ble/formats/formats.hpp"
#include "gateway/base/text/utf8.hpp"
#include "gateway/registry/metric_spec.hpp"

namespace gatewarden::ble {

ProfilePlan::ProfilePlan(std::shared_ptr<const AdapterProfile> profile) : profile_(std::move(profile)) {
  if (const auto* settings = std::any_cast<ProfileSettings>(&profile_->settings)) settings_ = *settings;
  for (const std::string& name : settings_.formats) {
    if (const Format* format = find_format(name)) formats_.push_back(format);
  }
  for (std::size_t i = 0; i < profile_->from.size(); ++i) {
    const auto* from = std::any_cast<ValueSource>(&profile_->from[i]);
    const bool is_list = i < profile_->types.size() && profile_->types[i] == MetricType::string_list;
    if (from) add(*from, static_cast<std::uint32_t>(i), is_list);
  }
}

void ProfilePlan::add(const ValueSource& from, std::uint32_t metric, bool is_list) {
  if (from.gatt) {
    asked_.push_back({&from, metric, is_list});
  } else if (from.ble && std::holds_alternative<OwnValue>(*from.ble)) {
    own_.emplace_back(std::get<OwnValue>(*from.ble), metric);
  } else if (from.ble) {
    points_.push_back({std::get<ValueName>(*from.ble), metric, is_list});
  }
}

bool ProfilePlan::wants(OwnValue value) const {
  return std::ranges::any_of(own_, [value](const auto& each) { return each.first == value; });
}

std::size_t ProfilePlan::hand_on(std::span<const Value> values, PointId first, SteadyTime at,
                                 SampleSink& sink) const {
  std::size_t handed = 0;
  for (const Value& value : values) {
    for (const Point& point : points_) {
      if (point.name == value.name) handed += hand_on(value, first + point.metric, point.is_list, at, sink);
    }
  }
  return handed;
}

bool ProfilePlan::hand_on(const Value& value, PointId point, bool is_list, SteadyTime at, SampleSink& sink) {
  const auto* number = std::get_if<Number>(&value.content);
  if (is_list == (number != nullptr)) return false;
  if (number) {
    sink.accept(point, *number, at);
  } else {
    const auto text = std::get<std::string_view>(value.content);
    if (!valid_utf8(text)) return false;
    sink.accept(point, StringList{{std::string(text)}}, at);
  }
  return true;
}

void ProfilePlan::hand_on(OwnValue value, Number number, PointId first, SteadyTime at,
                          SampleSink& sink) const {
  for (const auto& [own, metric] : own_) {
    if (own == value) sink.accept(first + metric, number, at);
  }
}

void ProfilePlan::hand_on_counts(std::uint32_t happened, PointId first, SteadyTime at,
                                 SampleSink& sink) const {
  for (const auto& [own, metric] : own_) {
    if (is_counted(own))
      sink.accept(first + metric, Number::integer(happened >> static_cast<unsigned>(own) & 1), at);
  }
}

}  // namespace gatewarden::ble
