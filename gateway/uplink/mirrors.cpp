#include "gateway/uplink/mirrors.hpp"

#include <utility>

#include "gateway/wire/fit/fit_report.hpp"
#include "gateway/wire/fit/mirror_room.hpp"
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
    encode(report, mirror, room_.on_topic(copy.topic.size()), copy.publication.bytes);
    copy.made = clock_.now();
    waiting_.add(std::move(copy));
  }
}

void Mirrors::encode(const ClosedReport& report, const Mirror& mirror, std::size_t most, std::string& bytes) {
  encode_report(report.report, mirror.format, mirror.keys, bytes);
  const std::size_t alone = bytes.size();
  put_record(mirror, report.thing, bytes);
  const std::size_t around = bytes.size() - alone;
  if (bytes.size() <= most || around >= most) return;
  Report shorter = report.report;
  encode_report(shorter, mirror.format, mirror.keys, bytes);
  fit_report(shorter, mirror.format, mirror.keys, most - around, random_, bytes);
  put_record(mirror, report.thing, bytes);
}

std::string Mirrors::report_topic(std::string_view thing, Format format) const {
  if (settings_.defender) return gatewarden::report_topic(thing, format);
  auto topic = fill_topic(settings_.mirrors.front().topic, thing, settings_.gateway);
  return topic ? std::move(*topic) : std::string();
}

PayloadRoom Mirrors::report_room() const {
  const Mirror* carrier = settings_.defender ? nullptr : &settings_.mirrors.front();
  return gatewarden::report_room(room_, carrier, settings_.gateway, settings_.formats.front());
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
