#include "gateway/mqtt/connection/packet_fields.hpp"

#include <string_view>

#include "gateway/base/text/utf8.hpp"

namespace gatewarden::mqtt {

std::string fault_of_topic(Octets topic) {
  const std::string_view text(reinterpret_cast<const char*>(topic.data()), topic.size());
  if (text.empty()) return "no topic";
  if (text.find_first_of(std::string_view("\0+#", 3)) != std::string_view::npos)
    return "a wildcard or a zero byte in its topic";
  return valid_utf8(text) ? "" : "a topic that is not UTF-8";
}

std::string fault_of_codes(PacketCursor codes, bool v5) {
  while (const auto code = codes.number(1)) {
    if (*code > 2 && (v5 ? *code < 0x80 : *code != 0x80)) return "the unknown code " + std::to_string(*code);
  }
  return "";
}

}  // namespace gatewarden::mqtt
