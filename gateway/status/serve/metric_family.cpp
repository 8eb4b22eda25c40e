#include "gateway/status/serve/metric_family.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <sstream>

#include "gateway/base/text/printable.hpp"

namespace gatewarden::status {

Family& Family::add(double value, Labels labels) {
  series_.push_back({value, std::move(labels)});
  return *this;
}

Family& Family::add(const Counters& counters, const char* label, const Labels& others) {
  for (const auto& [name, count] : counters) {
    Labels labels = others;
    labels.emplace_back(label, name);
    add(count, std::move(labels));
  }
  return *this;
}

Family& Family::add(const Outcomes& outcomes, const Labels& others) {
  const std::uint64_t rejected = outcomes.rejected - outcomes.throttled - outcomes.refused;
  return add({{"accepted", outcomes.accepted},
              {"rejected", rejected},
              {"throttled", outcomes.throttled},
              {"refused", outcomes.refused},
              {"outdated", outcomes.outdated},
              {"none", outcomes.no_verdict}},
             "verdict", others);
}

std::string Family::text() const {
  using prometheus::MetricType;
  const auto type = kind_ == Kind::counter ? MetricType::Counter : MetricType::Gauge;
  prometheus::MetricFamily family{name_, help_, type, {}};
  for (const Series& series : series_) {
    prometheus::ClientMetric& metric = family.metric.emplace_back();
    for (const auto& [name, value] : series.labels) metric.label.push_back({name, printable(value)});
    (kind_ == Kind::counter ? metric.counter.value : metric.gauge.value) = series.value;
  }
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, {family});
  return text.str();
}

Family counter(std::string name, std::string help) {
  return {std::move(name), std::move(help), Family::Kind::counter};
}
Family gauge(std::string name, std::string help) {
  return {std::move(name), std::move(help), Family::Kind::gauge};
}

}  // namespace gatewarden::status
