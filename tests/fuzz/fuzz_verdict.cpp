// Any bytes as an answer; the first chooses the format. What is read reads back the same from our spelling.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "gateway/wire/verdict.hpp"

using namespace gatewarden;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const Format format = bytes[0] % 2 ? Format::cbor : Format::json;
  const auto verdict = parse_verdict(format, {reinterpret_cast<const char*>(bytes) + 1, size - 1});
  if (!verdict) return 0;
  for (const Format again : {Format::json, Format::cbor}) {
    const auto read = parse_verdict(again, encode_verdict(again, *verdict));
    if (!read || read->accepted != verdict->accepted || read->thing != verdict->thing ||
        read->id != verdict->id) {
      std::abort();
    }
  }
  return 0;
}
