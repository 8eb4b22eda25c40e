#include "adapters/local_mqtt/payload/mended_json.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "adapters/local_mqtt/payload/json_number.hpp"
#include "gateway/base/text/ascii.hpp"
#include "gateway/base/text/parse_number.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/base/text/utf8.hpp"

namespace gatewarden::local_mqtt {
namespace {

constexpr std::size_t kMaxGrowth = 48;  // bytes, beside a quarter of the text
constexpr std::size_t kMaxPiece = 40;
constexpr std::size_t kBeforePlace = 16;  // bytes of a piece
constexpr std::size_t kMaxWord = 24;      // bytes of a word in an error
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
// Of a word or number as programs write them: ON, 0x1F, +5, -nan(ind), 1.#INF.
bool is_of_word(char c) {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || is_digit(c) ||
         std::string_view("+-._#()").find(c) != std::string_view::npos;
}

std::string shown(char c) {
  if (c > ' ' && c <= '~') return std::string("`") + c + "`";
  char byte[16];
  std::snprintf(byte, sizeof byte, "byte 0x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return byte;
}

class Mender {
 public:
  explicit Mender(std::string_view text) : text_(text) {
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
  }

  MendedJson mend() {
    bool fine = value();
    while (fine && !open_.empty()) fine = step();
    fine = fine && end();
    if (!fine) return {std::nullopt, std::move(fault_)};
    return {std::move(out_), std::move(fault_)};
  }

 private:
  // "nan at byte 96, in `...`", "byte 0xB0 at 53 is not UTF-8, in `...`".
  std::string at_place(std::string what, std::size_t at, std::string_view why) const {
    what += what.starts_with("byte ") ? " at " : " at byte ";
    return what.append(std::to_string(at)).append(why) + ", in `" + piece_of(text_, at) + "`";
  }
  // Only the first is kept, and only that costs words.
  void note(std::string_view what, std::size_t at) {
    if (fault_.empty()) fault_ = at_place(std::string(what), at, "");
  }
  void note_character(std::size_t at, std::string_view why) {
    if (fault_.empty()) fault_ = at_place(shown(text_[at]), at, why);
  }
  bool refuse(const std::string& wanted) {
    const bool ended = at_ == text_.size();
    fault_ = at_place(ended ? "it ends" : shown(text_[at_]), at_, " where " + wanted + " belongs");
    return false;
  }

  // The next character that is not blank; 0 at the end.
  char next() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  void take(std::size_t bytes) {
    out_.append(text_, at_, bytes);
    at_ += bytes;
  }

  // One value, or the bracket that opens one.
  bool value() {
    const char c = next();
    if (c == '{' || c == '[') {
      open_ += c;
      first_ = true;
      take(1);
      return true;
    }
    first_ = false;
    if (c == '"') return text();
    return is_of_word(c) ? word() : refuse("a value");
  }

  // The next member of the innermost object or array, or its end.
  bool step() {
    if (out_.size() > at_ + text_.size() / 4 + kMaxGrowth) {
      fault_.insert(0, "too much of it: ");
      return false;
    }
    const bool object = open_.back() == '{';
    const char closing = object ? '}' : ']';
    if (next() == closing) return close();
    if (!first_) {
      if (next() != ',') return refuse(object ? "`,` or `}`" : "`,` or `]`");
      const std::size_t comma = at_++;
      if (next() == closing || (object && next() == ',')) {
        note_character(comma, " without a value behind it");
        return true;
      }
      out_ += ',';
    }
    if (object && !key()) return false;
    const char c = next();
    if (at_ < text_.size() && (c == ',' || c == closing)) {
      note_character(at_, " where a value belongs");
      out_ += "null";
      first_ = false;
      return true;
    }
    return value();
  }
  bool close() {
    take(1);
    open_.pop_back();
    first_ = false;
    return true;
  }

  bool key() {
    if (next() != '"') return refuse("a key in double quotes");
    if (!text()) return false;
    if (next() != ':') return refuse("`:`");
    take(1);
    return true;
  }

  bool text() {
    take(1);
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        take(1);
        return true;
      }
      if (c == '\\') {
        escape();
      } else if (const std::size_t bytes = is_control(c) ? 0 : utf8_character(text_, at_); bytes > 0) {
        take(bytes);
      } else {
        replace(is_control(c) ? " stands in a text" : " is not UTF-8");
      }
    }
    return refuse("the end of a text");
  }
  static bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }
  void replace(std::string_view why) {
    note_character(at_++, why);
    out_ += '?';
  }

  void escape() {
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (kind != '\0' && std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos) return take(2);
    const auto first = code_unit(at_);
    if (!first) return replace(" escapes nothing");
    if (*first < 0xD800 || *first > 0xDFFF) return take(6);
    const auto second = code_unit(at_ + 6);
    if (*first < 0xDC00 && second && *second >= 0xDC00 && *second <= 0xDFFF) return take(12);
    out_ += "\\ufffd";
    at_ += 6;
  }
  // Of the \uXXXX at `at`.
  std::optional<unsigned> code_unit(std::size_t at) const {
    if (text_.size() < at + 6 || text_[at] != '\\' || text_[at + 1] != 'u') return std::nullopt;
    return parse_number<unsigned>(text_.substr(at + 2, 4), 16);
  }

  bool word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_of_word(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    const std::string small = word.size() <= 5 ? lower(word) : std::string();
    const bool literal = small == "true" || small == "false" || small == "null";
    const bool number = !literal && is_json_number(word);
    if (!number && !(literal && small == word)) {
      if (open_.empty()) {
        at_ = begin;
        return refuse("a value of JSON");
      }
      note(word.substr(0, kMaxWord), begin);
    }
    if (number) {
      out_ += storable_number(word);
    } else if (literal || is_no_number(word)) {
      out_ += literal ? small : "null";
    } else {
      out_.append("\"").append(word).append("\"");
    }
    return true;
  }

  // Zero bytes behind a document are the end of a C string that was sent along.
  bool end() {
    while (next() == '\0' && at_ < text_.size()) ++at_;
    return at_ == text_.size() || refuse("the end");
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  std::string open_;    // brackets, the innermost last
  bool first_ = false;  // nothing stands in the innermost bracket yet
  std::string fault_;
};

}  // namespace

MendedJson mend_json(std::string_view text) { return Mender(text).mend(); }

bool is_no_number(std::string_view word) {
  if (word.starts_with('-') || word.starts_with('+')) word.remove_prefix(1);
  if (word.size() > kMaxWord) return false;
  const std::string small = lower(word);
  constexpr std::string_view kWords[] = {"nan", "inf", "infinity", "unavailable", "unknown", "none", "null"};
  return std::find(std::begin(kWords), std::end(kWords), small) != std::end(kWords) ||
         small.starts_with("nan(") || small.starts_with("1.#");
}

std::string piece_of(std::string_view text, std::size_t at) {
  const std::size_t longest = text.size() - std::min(text.size(), kMaxPiece);
  const std::size_t begin = std::min(at - std::min(at, kBeforePlace), longest);
  return printable_ascii(text.substr(begin), kMaxPiece);
}

}  // namespace gatewarden::local_mqtt
