// Any bytes as JSON to be mended: what comes out is JSON, what was sound keeps its meaning.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "adapters/local_mqtt/payload/mended_json.hpp"
#include "gateway/base/text/json_text.hpp"

using namespace gatewarden;
using namespace gatewarden::local_mqtt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const MendedJson mended = mend_json(text);
  if (mended.fault.size() > 250) std::abort();
  // The other parser takes a zero byte for the end.
  const auto strict = text.find('\0') == std::string_view::npos ? parse_json(text) : parse_json("");
  if (!mended.text) {
    if (!strict.is_discarded() || mended.fault.empty()) std::abort();
    return 0;
  }
  if (mended.text->size() > size + size / 4 + 64) std::abort();
  const auto read = parse_json(*mended.text);
  if (read.is_discarded()) std::abort();
  if (!strict.is_discarded() && (!mended.fault.empty() || read != strict)) std::abort();
  const MendedJson again = mend_json(*mended.text);
  if (again.text != mended.text || !again.fault.empty()) std::abort();
  return 0;
}
