#include "gateway/wire/json_writer.hpp"

#include <algorithm>

#include "gateway/report/content_rules.hpp"

namespace gatewarden {
namespace {

bool plain(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

void append_escaped(std::string& out, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
    return;
  }
  out += "\\u00";
  out += kHex[(static_cast<unsigned char>(c) >> 4) & 0xf];
  out += kHex[static_cast<unsigned char>(c) & 0xf];
}

}  // namespace

// Foreign text may hold anything; what is not UTF-8 becomes U+FFFD, so that the report stays readable.
void JsonWriter::quoted(std::string_view text) {
  out_ += '"';
  if (std::all_of(text.begin(), text.end(), plain)) {
    out_ += text;
  } else {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = utf8_character(text, at);
      if (length > 1 || plain(text[at])) {
        out_ += text.substr(at, length);
      } else if (length == 1) {
        append_escaped(out_, text[at]);
      } else {
        out_ += "\xEF\xBF\xBD";
      }
      at += std::max<std::size_t>(length, 1);
    }
  }
  out_ += '"';
}

}  // namespace gatewarden
