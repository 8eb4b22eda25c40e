#include "adapters/local_mqtt/payload/payload_parser.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "adapters/local_mqtt/payload/mended_json.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::local_mqtt {
namespace {

using simdjson::dom::element;

constexpr std::size_t kLeastRoom = 1024;

// `ON`, `21.4 °C`: text that does not begin like JSON and has no control characters; as a text of JSON.
std::optional<std::string> plain_text(std::string_view payload) {
  constexpr std::string_view kAround(" \t\r\n\0", 5);
  const std::size_t begin = payload.find_first_not_of(kAround);
  if (begin == std::string_view::npos) return std::nullopt;
  if (std::string_view("{[\"").find(payload[begin]) != std::string_view::npos) return std::nullopt;
  std::string quoted = "\"";
  for (const char c : payload.substr(begin, payload.find_last_not_of(kAround) + 1 - begin)) {
    if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return printable_controls(quoted + '"', Replacement::question_mark);
}

bool refuse(Reading& reading, simdjson::error_code error) {
  if (error == simdjson::DEPTH_ERROR) {
    reading.fail(Fault::too_deep, [] {
      return Explanation{"", "nested deeper than " + std::to_string(PayloadParser::kMaxDepth) + " levels"};
    });
  } else {
    reading.fail(Fault::not_json, [&] {
      return Explanation{"", std::string("the parser refuses it: ") + simdjson::error_message(error)};
    });
  }
  return false;
}

}  // namespace

// What was mended is longer by a quarter, plain text by its escapes and quotes: twice as long and two bytes.
PayloadParser::PayloadParser(std::size_t max_payload)
    : max_payload_(max_payload), dom_(2 * std::max(max_payload, kLeastRoom) + 2) {}

bool PayloadParser::parse(std::string_view payload, bool may_be_plain, Reading& reading, element& document) {
  if (payload.size() > max_payload_) {
    reading.fail(Fault::too_large, [&] {
      return Explanation{"", "a payload of " + std::to_string(payload.size()) + " bytes, over the bound of " +
                                 std::to_string(max_payload_)};
    });
    return false;
  }
  const auto error = parse_strictly(payload, document);
  if (error == simdjson::SUCCESS) return true;
  if (error == simdjson::DEPTH_ERROR) return refuse(reading, error);
  return parse_mended(payload, may_be_plain, reading, document);
}

simdjson::error_code PayloadParser::parse_strictly(std::string_view text, element& document) {
  make_room(text.size());
  std::memcpy(buffer_.data(), text.data(), text.size());
  return dom_.parse(buffer_.data(), text.size(), false).get(document);
}

bool PayloadParser::parse_mended(std::string_view payload, bool may_be_plain, Reading& reading,
                                 element& document) {
  MendedJson mended = mend_json(payload);
  if (!mended.text && may_be_plain) {
    mended.text = plain_text(payload);
    if (mended.text) mended.fault.clear();
  }
  if (!mended.text) {
    reading.fail(Fault::not_json, [&] { return Explanation{"", "not JSON: " + mended.fault}; });
    return false;
  }
  const auto error = parse_strictly(*mended.text, document);
  if (error != simdjson::SUCCESS) return refuse(reading, error);
  if (!mended.fault.empty())
    reading.fail(Fault::mended, [&] { return Explanation{"", std::move(mended.fault)}; });
  return true;
}

// In steps: slowly growing payloads do not allocate each time. Without memory the parser refuses the payload.
void PayloadParser::make_room(std::size_t size) {
  if (capacity_ > 0 && capacity_ >= size) return;
  const std::size_t wanted =
      std::max(size, std::clamp(size * 2, kLeastRoom, std::max(max_payload_, kLeastRoom)));
  buffer_.resize(wanted + simdjson::SIMDJSON_PADDING);
  if (dom_.allocate(wanted, kMaxDepth) == simdjson::SUCCESS) capacity_ = wanted;
}

}  // namespace gatewarden::local_mqtt
