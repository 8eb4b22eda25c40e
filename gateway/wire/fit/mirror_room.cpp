#include "gateway/wire/fit/mirror_room.hpp"

#include <string>

#include "gateway/base/earliest_believable.hpp"
#include "gateway/wire/report_record.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden {
namespace {

constexpr std::string_view kThing = "{thing}", kGateway = "{gateway}";

std::size_t times(std::string_view part, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

}  // namespace

PayloadRoom room_in(PayloadRoom room, const Mirror& mirror, std::string_view gateway) {
  const std::size_t gateways = times(kGateway, mirror.topic);
  room.names_in_topic = times(kThing, mirror.topic);
  room.beside_thing = mirror.topic.size() - room.names_in_topic * kThing.size() - gateways * kGateway.size() +
                      gateways * gateway.size();
  if (!mirror.record) return room;
  std::string record;  // as long at any time before the year 2286
  encode_record({"", gateway, kEarliestBelievable}, mirror.format, "", record);
  room.record = record.size();
  room.cbor_record = mirror.format == Format::cbor;
  return room;
}

PayloadRoom report_room(PayloadRoom room, const Mirror* carrier, std::string_view gateway, Format format) {
  if (carrier) return room_in(room, *carrier, gateway);
  room.beside_thing = report_topic("", format).size();
  return room;
}

}  // namespace gatewarden
