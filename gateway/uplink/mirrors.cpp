#include "gateway/uplink/mirrors.hpp"

#include <utility>

#include "gateway/wire/mirror_topic.hpp"
#include "gateway/wire/report_encoder.hpp"
#include "gateway/wire/report_record.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden {

Mirrors::Mirrors(const UplinkSettings& settings, const Clock& clock)
    : settings_(settings), clock_(clock), waiting_(settings.mirror_bytes) {}

void Mirrors::closed(const ClosedReport& report) {
  const std::size_t first = settings_.defender ? 0 : 1;
  for (std::size_t i = first; i < settings_.mirrors.size(); ++i) {
    const Mirror& mirror = settings_.mirrors[i];
    auto topic = fill_topic(mirror.topic, report.thing, settings_.gateway);
    if (!topic) continue;  // checked in the fleet file: only a learned name can be too long
    WaitingCopies::Copy copy;
    copy.topic = std::move(*topic);
    copy.publication.device = report.device;
    copy.publication.thing = report.thing;
    copy.publication.id = report.report.id;
    copy.publication.format = mirror.format;
    encode_report(report.report, mirror.format, mirror.keys, copy.publication.bytes);
    put_record(mirror, report.thing, copy.publication.bytes);
    copy.made = clock_.now();
    waiting_.add(std::move(copy));
  }
}

std::string Mirrors::report_topic(std::string_view thing, Format format) const {
  if (settings_.defender) return gatewarden::report_topic(thing, format);
  auto topic = fill_topic(settings_.mirrors.front().topic, thing, settings_.gateway);
  return topic ? std::move(*topic) : std::string();
}

void Mirrors::frame_report(Publication& report) const {
  if (!settings_.defender) put_record(settings_.mirrors.front(), report.thing, report.bytes);
}

void Mirrors::put_record(const Mirror& mirror, std::string_view thing, std::string& bytes) const {
  if (!mirror.record) return;
  std::string record;
  encode_record({thing, settings_.gateway, clock_.wall()}, mirror.format, bytes, record);
  bytes = std::move(record);
}

}  // namespace gatewarden
