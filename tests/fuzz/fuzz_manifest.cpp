// The manifest of an earlier `provision`, edited by anybody: read, written and read again it is the same.
#include <cstdlib>

#include "gateway/base/text/json_text.hpp"
#include "gateway/provision/needs/changes.hpp"
#include "gateway/provision/needs/manifest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace gatewarden;
  const auto read = provision::read_manifest({reinterpret_cast<const char*>(bytes), size});
  if (!read) return 0;
  const auto again = provision::read_manifest(json_page(provision::to_json(*read)));
  if (!again || !(again->needs == read->needs) || !(again->request == read->request)) std::abort();
  const auto changes = provision::changes({read->needs, read->request}, {again->needs, again->request});
  if (!changes.changed.empty() || !changes.warnings.empty()) std::abort();
  return 0;
}
