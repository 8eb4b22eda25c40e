#include "gateway/wire/cbor_writer.hpp"

#include <cbor/encoding.h>

#include <algorithm>

#include "gateway/base/text/utf8.hpp"

namespace gatewarden {
namespace {

// The longest head: one byte and a 64-bit number.
constexpr std::size_t kHeadBytes = 9;

template <class Encode>
void append(Appender& out, Encode encode) {
  char* const head = out.room(kHeadBytes);
  out.taken(head + encode(reinterpret_cast<unsigned char*>(head), kHeadBytes));
}

bool ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// With U+FFFD for bytes that are not UTF-8, as CBOR text must be valid.
std::string repaired(std::string_view text) {
  std::string whole;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_character(text, at);
    whole += length ? text.substr(at, length) : std::string_view("\xEF\xBF\xBD");
    at += std::max<std::size_t>(length, 1);
  }
  return whole;
}

}  // namespace

void CborWriter::open_object(std::size_t members) {
  append(out_, [&](unsigned char* to, std::size_t room) { return cbor_encode_map_start(members, to, room); });
}

void CborWriter::open_list(std::size_t members) {
  append(out_,
         [&](unsigned char* to, std::size_t room) { return cbor_encode_array_start(members, to, room); });
}

void CborWriter::natural(std::uint64_t value) {
  append(out_, [&](unsigned char* to, std::size_t room) { return cbor_encode_uint(value, to, room); });
}

void CborWriter::number(Number value) {
  const WireNumber number(value);
  append(out_, [&](unsigned char* to, std::size_t room) {
    if (!number.whole()) return cbor_encode_double(number.real(), to, room);
    const std::int64_t integer = number.integer();
    if (integer >= 0) return cbor_encode_uint(static_cast<std::uint64_t>(integer), to, room);
    return cbor_encode_negint(static_cast<std::uint64_t>(-1 - integer), to, room);
  });
}

void CborWriter::text(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), ascii) && !valid_utf8(text)) return this->text(repaired(text));
  append(out_, [&](unsigned char* to, std::size_t room) {
    return cbor_encode_string_start(text.size(), to, room);
  });
  out_.append(text);
}

}  // namespace gatewarden
