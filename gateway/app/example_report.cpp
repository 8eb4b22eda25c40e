#include "gateway/app/example_report.hpp"

#include "gateway/report/open_reports.hpp"
#include "gateway/wire/report_encoder.hpp"

namespace gatewarden::app {
namespace {

ListValue example_list(MetricType type) {
  switch (type) {
    case MetricType::number_list:
      return NumberList{{Number::real(12.5), Number::integer(13), Number::real(11.8)}};
    case MetricType::ip_list:
      return IpList{{"192.0.2.10", "2001:db8::7"}};
    case MetricType::ports:
      return PortList{{{502, "eth0"}, {8080, "eth0"}}, 2};
    case MetricType::connections:
      return ConnectionList{{{"192.0.2.1", 8883, 41000, "eth0"}, {"2001:db8::7", 443, 41002, "eth0"}}, 2};
    default:
      return StringList{{"v1.4.2"}};
  }
}

}  // namespace

// Fills an open report, so that the result is what would be sent.
std::string example_report(const std::vector<MetricSpec>& metrics, Format format, KeyNames keys) {
  const Duration interval = std::chrono::minutes(5);
  Registry registry;
  OpenReports reports(registry, interval, 1);
  auto profile = std::make_shared<Profile>(Profile{"example", metrics, {}});
  const auto device = registry.add({ThingName::parse("example").value(), profile, "example", false}).value();
  const PointId first = registry.first_point(device);
  SteadyTime now{interval};
  for (const int reading : {0, 1}) {  // counters need two
    now += interval / 2;
    for (std::uint32_t i = 0; i < metrics.size(); ++i) {
      const MetricSpec& spec = metrics[i];
      if (is_own(spec.role)) continue;
      if (spec.type != MetricType::number) {
        reports.accept(first + i, example_list(spec.type), now);
      } else if (spec.aggregate == Aggregate::delta || spec.aggregate == Aggregate::rate) {
        reports.accept(first + i, Number::natural(100'000u + static_cast<unsigned>(reading) * 51'200u), now);
      } else if (spec.role != MetricRole::custom) {
        reports.accept(first + i, Number::integer(3), now);
      } else {
        reports.accept(first + i, Number::real(230.1), now);
      }
    }
  }
  reports.heard(device, now);
  Report report;
  reports.close(device, now, report);
  report.id = ReportId{1'790'000'000};
  std::string bytes;
  encode_report(report, format, keys, bytes);
  return bytes;
}

}  // namespace gatewarden::app
