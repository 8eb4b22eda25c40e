// A payload as a document: parsed strictly, and mended only if that fails. Carries simdjson: only the decoder includes it.
#pragma once

#include <simdjson.h>

#include <string_view>
#include <vector>

#include "adapters/local_mqtt/payload/reading.hpp"

namespace gatewarden::local_mqtt {

// Its buffers grow to the largest payload seen, up to twice the bound and a little.
class PayloadParser {
 public:
  static constexpr std::size_t kMaxDepth = 64;  // of nested arrays and objects

  explicit PayloadParser(std::size_t max_payload);

  // `may_be_plain`: text that is no JSON is a value itself. False: `reading` says why. The next call ends the document.
  bool parse(std::string_view payload, bool may_be_plain, Reading& reading, simdjson::dom::element& document);

 private:
  simdjson::error_code parse_strictly(std::string_view text, simdjson::dom::element& document);
  bool parse_mended(std::string_view payload, bool may_be_plain, Reading& reading,
                    simdjson::dom::element& document);
  void make_room(std::size_t size);

  const std::size_t max_payload_;
  std::size_t capacity_ = 0;
  std::vector<char> buffer_;
  simdjson::dom::parser dom_;
};

}  // namespace gatewarden::local_mqtt
