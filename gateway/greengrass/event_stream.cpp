#include "gateway/greengrass/event_stream.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace gatewarden::greengrass {
namespace {

constexpr std::size_t kPrelude = 12;
constexpr std::size_t kCrc = 4;
constexpr std::size_t kAround = kPrelude + kCrc;

constexpr std::uint8_t kInt32 = 4;
constexpr std::uint8_t kString = 7;

constexpr std::string_view kTypeName = ":message-type";
constexpr std::string_view kFlagsName = ":message-flags";
constexpr std::string_view kStreamName = ":stream-id";

struct TextHeader {
  std::string_view name;
  std::string_view Frame::*value;
};
constexpr std::array<TextHeader, 4> kTexts{{{":version", &Frame::version},
                                            {"operation", &Frame::operation},
                                            {"service-model-type", &Frame::model},
                                            {":content-type", &Frame::content_type}}};

constexpr std::size_t number_size(std::string_view name) { return 1 + name.size() + 1 + 4; }
constexpr std::size_t kNumbersSize =
    number_size(kTypeName) + number_size(kFlagsName) + number_size(kStreamName);

std::size_t headers_size(const Frame& frame) {
  std::size_t size = kNumbersSize;
  for (const auto& [name, value] : kTexts) {
    if (!(frame.*value).empty()) size += 1 + name.size() + 1 + 2 + (frame.*value).size();
  }
  return size;
}

std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

void put(std::string& out, std::uint32_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

void put_name(std::string& out, std::string_view name, std::uint8_t type) {
  put(out, static_cast<std::uint32_t>(name.size()), 1);
  out += name;
  put(out, type, 1);
}

void put_number(std::string& out, std::string_view name, std::int32_t value) {
  put_name(out, name, kInt32);
  put(out, static_cast<std::uint32_t>(value), 4);
}

// Reads from the front; reading past the end takes nothing and is an overrun.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : left_(bytes) {}

  bool at_end() const { return left_.empty(); }
  bool overrun() const { return overrun_; }
  std::string_view take(std::size_t count) {
    overrun_ = overrun_ || count > left_.size();
    if (overrun_) return {};
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const char c : take(bytes)) value = value << 8 | static_cast<std::uint8_t>(c);
    return value;
  }

 private:
  std::string_view left_;
  bool overrun_ = false;
};

std::uint32_t number_at(std::string_view bytes, std::size_t offset) {
  return Cursor(bytes.substr(offset)).number(4);
}

// A header value's bytes, without the length field of bytes and texts; none: unknown type.
std::optional<std::string_view> take_value(Cursor& cursor, std::uint8_t type) {
  static constexpr std::array<std::size_t, 10> kSizes{0, 0, 1, 2, 4, 8, 0, 0, 8, 16};
  if (type >= kSizes.size()) return std::nullopt;
  const bool has_length = type == 6 || type == kString;
  return cursor.take(has_length ? cursor.number(2) : kSizes[type]);
}

struct Numbers {
  std::optional<std::int32_t> type, flags, stream;

  std::optional<std::int32_t>* named(std::string_view name) {
    if (name == kTypeName) return &type;
    if (name == kFlagsName) return &flags;
    return name == kStreamName ? &stream : nullptr;
  }
};

// Returns the fault; empty: all headers were read.
std::string read_headers(Cursor cursor, Frame& frame) {
  Numbers numbers;
  while (!cursor.at_end()) {
    const std::string_view name = cursor.take(cursor.number(1));
    const auto type = static_cast<std::uint8_t>(cursor.number(1));
    const auto value = take_value(cursor, type);
    if (!value) return "a header of the unknown type " + std::to_string(type);
    if (cursor.overrun()) return "a header is longer than the headers";
    if (auto* number = numbers.named(name)) {
      if (type != kInt32) return "the header " + std::string(name) + " is not a 32-bit integer";
      *number = static_cast<std::int32_t>(number_at(*value, 0));
    }
    const auto text = std::find_if(kTexts.begin(), kTexts.end(),
                                   [&](const TextHeader& known) { return known.name == name; });
    if (text == kTexts.end()) continue;
    if (type != kString) return "the header " + std::string(name) + " is not a text";
    frame.*(text->value) = *value;
  }
  if (!numbers.type || !numbers.flags || !numbers.stream) {
    return "a frame without :message-type, :message-flags or :stream-id";
  }
  frame.type = static_cast<FrameType>(*numbers.type);
  frame.flags = *numbers.flags;
  frame.stream = *numbers.stream;
  return {};
}

}  // namespace

std::size_t frame_size(const Frame& frame) { return kAround + headers_size(frame) + frame.payload.size(); }

void append_frame(std::string& out, const Frame& frame) {
  const std::size_t begin = out.size();
  out.reserve(begin + frame_size(frame));
  put(out, static_cast<std::uint32_t>(frame_size(frame)), 4);
  put(out, static_cast<std::uint32_t>(headers_size(frame)), 4);
  put(out, crc_of(std::string_view(out).substr(begin)), 4);
  put_number(out, kTypeName, static_cast<std::int32_t>(frame.type));
  put_number(out, kFlagsName, frame.flags);
  put_number(out, kStreamName, frame.stream);
  for (const auto& [name, value] : kTexts) {
    const std::string_view text = frame.*value;
    assert(text.size() <= 0xFFFF && "the length of a text has two bytes");
    if (text.empty()) continue;
    put_name(out, name, kString);
    put(out, static_cast<std::uint32_t>(text.size()), 2);
    out += text;
  }
  out += frame.payload;
  put(out, crc_of(std::string_view(out).substr(begin)), 4);
}

std::optional<Frame> FrameReader::next(std::string_view& bytes) {
  if (wanted_ == buffer_.size()) {  // the last frame was read, or none has begun
    buffer_.clear();
    wanted_ = kPrelude;
  }
  while (!broken()) {
    const std::size_t part = std::min(wanted_ - buffer_.size(), bytes.size());
    buffer_ += bytes.substr(0, part);
    bytes.remove_prefix(part);
    if (buffer_.size() < wanted_) return std::nullopt;
    if (wanted_ > kPrelude) return finish();
    if (!begin()) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Frame> FrameReader::fail(std::string why) {
  fault_ = std::move(why);
  return std::nullopt;
}

// Reads the frame's length. CRC first: only a length that was sent is trusted.
bool FrameReader::begin() {
  const std::size_t total = number_at(buffer_, 0), headers = number_at(buffer_, 4);
  if (number_at(buffer_, 8) != crc_of(std::string_view(buffer_).substr(0, 8))) {
    fail("the checksum of a frame's lengths is wrong");
  } else if (total < kAround || headers > total - kAround) {
    fail("the lengths of a frame contradict each other");
  } else if (total > most_bytes_) {
    fail("a frame of " + std::to_string(total) + " bytes, and at most " + std::to_string(most_bytes_) +
         " are taken");
  }
  wanted_ = total;
  return !broken();
}

std::optional<Frame> FrameReader::finish() {
  const std::string_view whole = buffer_;
  const std::size_t headers = number_at(whole, 4), end = whole.size() - kCrc;
  if (number_at(whole, end) != crc_of(whole.substr(0, end))) return fail("the checksum of a frame is wrong");
  Frame frame;
  if (std::string why = read_headers(Cursor(whole.substr(kPrelude, headers)), frame); !why.empty()) {
    return fail(std::move(why));
  }
  frame.payload = whole.substr(kPrelude + headers, end - kPrelude - headers);
  return frame;
}

}  // namespace gatewarden::greengrass
