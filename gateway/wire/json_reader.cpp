#include "gateway/wire/json_reader.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gateway/wire/document_builder.hpp"
#include "gateway/wire/wire_number.hpp"

namespace gatewarden {
namespace {

class JsonEvents : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit JsonEvents(const DocumentBounds& bounds) : builder_(bounds) {}

  bool null() override { return builder_.value({}); }
  bool boolean(bool value) override { return builder_.value(Node{value}); }
  bool number_integer(std::int64_t value) override {
    return number(Number::integer(value), std::to_string(value));
  }
  bool number_unsigned(std::uint64_t value) override {
    return number(Number::natural(value), std::to_string(value));
  }
  bool number_float(double value, const std::string& text) override {
    return number(Number::real(value), text);
  }
  bool string(std::string& text) override { return builder_.value(Node{std::move(text)}); }
  bool binary(nlohmann::json::binary_t&) override { return false; }  // JSON has none
  bool start_object(std::size_t) override { return builder_.open_object(); }
  bool key(std::string& name) override { return builder_.key(std::move(name)); }
  bool end_object() override { return builder_.close(); }
  bool start_array(std::size_t) override { return builder_.open_list(); }
  bool end_array() override { return builder_.close(); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& error) override {
    // The library's out_of_range.406; lone surrogates: RFC 8259 allows both, in section 6 and 8.2.
    constexpr int kNumberOverflow = 406;
    // "[its own name] parse error at line 1, column 3: what is wrong": only the end is for people.
    std::string_view words = error.what();
    words.remove_prefix(std::min(words.find("] ") + 2, words.size()));
    if (words.starts_with("parse error at"))
      words.remove_prefix(std::min(words.find(": ") + 2, words.size()));
    const bool is_json = error.id == kNumberOverflow || words.find("surrogate") != std::string_view::npos;
    fault_ = (is_json ? "not readable at byte " : "not JSON at byte ") + std::to_string(position) + ": " +
             std::string(words);
    return false;
  }

  ParsedDocument finish() {
    if (!fault_.empty()) return {.document = std::nullopt, .fault = fault_};
    if (!builder_.fault().empty()) return {.document = std::nullopt, .fault = builder_.fault()};
    return {.document = builder_.take(), .fault = {}};
  }

 private:
  bool number(Number value, const std::string& text) {
    Node node{value};
    node.digits = static_cast<std::uint8_t>(std::min(significant_digits(text), 255));
    return builder_.value(std::move(node));
  }

  DocumentBuilder builder_;
  std::string fault_;
};

}  // namespace

ParsedDocument read_json(std::string_view bytes, const DocumentBounds& bounds) {
  // The library would skip it; RFC 8259 forbids senders to add one.
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    return {.document = std::nullopt, .fault = "begins with a byte order mark"};
  }
  // The library would take it for the end, whatever follows.
  if (const std::size_t zero = bytes.find('\0'); zero != std::string_view::npos) {
    return {.document = std::nullopt,
            .fault = "not JSON at byte " + std::to_string(zero + 1) + ": a zero byte"};
  }
  JsonEvents events(bounds);
  nlohmann::json::sax_parse(bytes, &events);
  return events.finish();
}

}  // namespace gatewarden
