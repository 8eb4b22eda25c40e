// Tracks the open CBOR containers and their missing members.
#include "gateway/wire/cbor_reader.hpp"

#include <cbor/callbacks.h>
#include <cbor/streaming.h>

#include <string>
#include <utility>
#include <vector>

#include "gateway/base/text/utf8.hpp"
#include "gateway/wire/document_builder.hpp"
#include "gateway/wire/wire_number.hpp"

namespace gatewarden {
namespace {

class CborEvents {
 public:
  explicit CborEvents(const DocumentBounds& bounds) : builder_(bounds) {}

  bool complete() const { return builder_.complete() && open_.empty(); }
  bool failed() const { return !fault_.empty() || !builder_.fault().empty(); }
  ParsedDocument finish() {
    ParsedDocument parsed{.document = std::nullopt, .fault = fault_.empty() ? builder_.fault() : fault_};
    if (parsed.fault.empty()) parsed.document = builder_.take();
    return parsed;
  }
  void fail(std::string why) {
    if (!failed()) fault_ = std::move(why);
  }

  void scalar(Node node) {
    if (expects_key()) return fail("a key that is not text");
    if (in_chunks()) return fail("a piece of text that is not text");
    node.oddities |= take_tag();
    builder_.value(std::move(node));
    count();
  }
  void natural(std::uint64_t value) {
    Node node{Number::natural(value)};
    node.digits = static_cast<std::uint8_t>(std::to_string(value).size());
    scalar(std::move(node));
  }
  void negative(std::uint64_t below_minus_one) {
    if (below_minus_one > static_cast<std::uint64_t>(INT64_MAX)) {
      return real(-1.0 - static_cast<double>(below_minus_one), 0);
    }
    Node node{Number::integer(-1 - static_cast<std::int64_t>(below_minus_one))};
    node.digits = static_cast<std::uint8_t>(std::to_string(below_minus_one + 1).size());
    scalar(std::move(node));
  }
  void real(double value, std::uint8_t oddities) {
    Node node{Number::real(value)};
    node.digits = static_cast<std::uint8_t>(significant_digits(value));
    node.oddities = oddities;
    scalar(std::move(node));
  }

  void text(std::string_view text) {
    if (!valid_utf8(text)) return fail("text that is not UTF-8");
    if (in_chunks()) {
      chunks_ += text;
    } else {
      whole_text(std::string(text), 0);
    }
  }
  void begin_chunks() {
    if (in_chunks()) return fail("a piece of text that is not text");
    chunks_.clear();
    open_.push_back({.kind = Container::chunks, .indefinite = true});
  }
  void open_list(bool indefinite, std::uint64_t members) { open({Container::list, indefinite, members}); }
  void open_object(bool indefinite, std::uint64_t members) { open({Container::object, indefinite, members}); }
  void end_indefinite() {
    if (open_.empty() || !open_.back().indefinite) return fail("an end of nothing that is open");
    const Container closed = open_.back();
    if (closed.has_key) return fail("a key without a value");
    if (tagged_ && closed.kind != Container::chunks) return fail("a tag on nothing");
    open_.pop_back();
    if (closed.kind == Container::chunks) return whole_text(std::move(chunks_), Node::chunked_text);
    builder_.close();
    count();
  }
  void tag() {
    if (expects_key() || in_chunks()) return fail("a tag on a key");
    tagged_ = true;
  }

 private:
  struct Container {
    enum Kind : std::uint8_t { list, object, chunks } kind;
    bool indefinite;
    std::uint64_t missing = 0;  // if definite
    bool has_key = false;
  };

  bool in_chunks() const { return !open_.empty() && open_.back().kind == Container::chunks; }
  bool expects_key() const {
    return !open_.empty() && open_.back().kind == Container::object && !open_.back().has_key;
  }
  std::uint8_t take_tag() { return std::exchange(tagged_, false) ? Node::tagged : 0; }

  void whole_text(std::string text, std::uint8_t oddities) {
    if (expects_key()) {
      builder_.key(std::move(text));
      open_.back().has_key = true;
      return;
    }
    Node node{std::move(text)};
    node.oddities = oddities;
    scalar(std::move(node));
  }
  void open(Container container) {
    if (expects_key()) return fail("a key that is not text");
    if (in_chunks()) return fail("a piece of text that is not text");
    const std::uint8_t oddities = take_tag();
    const bool opened =
        container.kind == Container::list ? builder_.open_list(oddities) : builder_.open_object(oddities);
    if (!opened) return;
    open_.push_back(container);
    close_full();
  }
  // A value has been placed in the innermost container.
  void count() {
    if (open_.empty()) return;
    open_.back().has_key = false;
    if (!open_.back().indefinite) --open_.back().missing;
    close_full();
  }
  void close_full() {
    while (!open_.empty() && !open_.back().indefinite && open_.back().missing == 0) {
      open_.pop_back();
      builder_.close();
      if (open_.empty()) return;
      open_.back().has_key = false;
      if (!open_.back().indefinite) --open_.back().missing;
    }
  }

  DocumentBuilder builder_;
  std::vector<Container> open_;
  std::string chunks_;
  bool tagged_ = false;
  std::string fault_;
};

CborEvents& events(void* context) { return *static_cast<CborEvents*>(context); }
std::string_view text_of(cbor_data bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

cbor_callbacks callbacks() {
  cbor_callbacks to{};
  to.uint8 = [](void* c, std::uint8_t v) { events(c).natural(v); };
  to.uint16 = [](void* c, std::uint16_t v) { events(c).natural(v); };
  to.uint32 = [](void* c, std::uint32_t v) { events(c).natural(v); };
  to.uint64 = [](void* c, std::uint64_t v) { events(c).natural(v); };
  to.negint8 = [](void* c, std::uint8_t v) { events(c).negative(v); };
  to.negint16 = [](void* c, std::uint16_t v) { events(c).negative(v); };
  to.negint32 = [](void* c, std::uint32_t v) { events(c).negative(v); };
  to.negint64 = [](void* c, std::uint64_t v) { events(c).negative(v); };
  to.byte_string_start = [](void* c) { events(c).fail("a byte string"); };
  to.byte_string = [](void* c, cbor_data, std::size_t) { events(c).fail("a byte string"); };
  to.string = [](void* c, cbor_data bytes, std::size_t size) { events(c).text(text_of(bytes, size)); };
  to.string_start = [](void* c) { events(c).begin_chunks(); };
  to.indef_array_start = [](void* c) { events(c).open_list(true, 0); };
  to.array_start = [](void* c, std::size_t members) { events(c).open_list(false, members); };
  to.indef_map_start = [](void* c) { events(c).open_object(true, 0); };
  to.map_start = [](void* c, std::size_t members) { events(c).open_object(false, members); };
  to.tag = [](void* c, std::uint64_t) { events(c).tag(); };
  to.float2 = [](void* c, float v) { events(c).real(v, Node::narrow_float); };
  to.float4 = [](void* c, float v) { events(c).real(v, Node::narrow_float); };
  to.float8 = [](void* c, double v) { events(c).real(v, 0); };
  to.undefined = [](void* c) { events(c).scalar({}); };
  to.null = [](void* c) { events(c).scalar({}); };
  to.boolean = [](void* c, bool v) { events(c).scalar(Node{v}); };
  to.indef_break = [](void* c) { events(c).end_indefinite(); };
  return to;
}

}  // namespace

ParsedDocument read_cbor(std::string_view bytes, const DocumentBounds& bounds) {
  static const cbor_callbacks kCallbacks = callbacks();
  CborEvents reader(bounds);
  const auto* begin = reinterpret_cast<cbor_data>(bytes.data());
  std::size_t at = 0;
  while (!reader.complete() && !reader.failed()) {
    const cbor_decoder_result step = cbor_stream_decode(begin + at, bytes.size() - at, &kCallbacks, &reader);
    if (step.status == CBOR_DECODER_FINISHED) {
      at += step.read;
    } else if (step.status == CBOR_DECODER_NEDATA) {
      reader.fail("ends in the middle");
    } else {
      reader.fail("a byte that begins nothing");
    }
  }
  ParsedDocument parsed = reader.finish();
  if (!parsed.fault.empty()) {
    parsed.fault = "not CBOR at byte " + std::to_string(at) + ": " + parsed.fault;
  } else if (at < bytes.size()) {
    parsed.fault = std::to_string(bytes.size() - at) + " bytes follow the end of the CBOR document";
  }
  return parsed;
}

}  // namespace gatewarden
