#include "gateway/wire/verdict.hpp"

#include <charconv>

#include "gateway/base/text/utf8.hpp"
#include "gateway/wire/cbor_writer.hpp"
#include "gateway/wire/document_reader.hpp"
#include "gateway/wire/json_writer.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {
namespace {

// An answer has eight values; AWS may add a few.
constexpr DocumentBounds kBounds{.bytes = limits::kPayloadBytesAtMost, .depth = 8, .nodes = 256};

constexpr std::string_view kThingName = "thingName";
constexpr std::string_view kReportId = "reportId";
constexpr std::string_view kStatus = "status";
constexpr std::string_view kAccepted = "ACCEPTED";
constexpr std::string_view kRejected = "REJECTED";
constexpr std::string_view kDetails = "statusDetails";
constexpr std::string_view kErrorCode = "ErrorCode";
constexpr std::string_view kErrorMessage = "ErrorMessage";
constexpr std::string_view kTimestamp = "timestamp";

std::optional<std::string> text(const Node* node, std::size_t longest) {
  if (!node || !node->text()) return std::nullopt;
  const std::string& whole = *node->text();
  std::size_t size = 0;
  while (size < whole.size()) {
    const std::size_t next = size + utf8_character(whole, size);
    if (next > longest) break;
    size = next;
  }
  return whole.substr(0, size);
}

std::optional<std::int64_t> whole(const Node* node) {
  if (!node) return std::nullopt;
  if (node->number()) return whole_value(*node->number());
  const std::string* digits = node->text();
  if (!digits) return std::nullopt;
  std::int64_t value = 0;
  const auto end = std::from_chars(digits->data(), digits->data() + digits->size(), value);
  if (end.ec != std::errc{} || end.ptr != digits->data() + digits->size()) return std::nullopt;
  return value;
}

// What stands around an answer in JSON and does no harm: a byte order mark in front, zero bytes behind.
std::string_view without_wrapping(std::string_view payload) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (payload.starts_with(kMark)) payload.remove_prefix(kMark.size());
  while (payload.ends_with('\0')) payload.remove_suffix(1);
  return payload;
}

template <class Writer>
class VerdictWalk {
 public:
  explicit VerdictWalk(std::string& out) : to_(out, KeyNames::long_names) {}

  void write(const Verdict& verdict) {
    const bool details = !verdict.accepted && (verdict.code || verdict.detail);
    to_.open_object(1 + (verdict.thing ? 1 : 0) + (verdict.id ? 1 : 0) + (details ? 1 : 0) +
                    (verdict.timestamp_ms ? 1 : 0));
    text(kThingName, verdict.thing);
    if (verdict.id) {
      to_.key(kReportId);
      to_.natural(static_cast<std::uint64_t>(*verdict.id));
    }
    to_.key(kStatus);
    to_.text(verdict.accepted ? kAccepted : kRejected);
    if (details) {
      to_.key(kDetails);
      to_.open_object((verdict.code ? 1 : 0) + (verdict.detail ? 1 : 0));
      text(kErrorCode, verdict.code);
      text(kErrorMessage, verdict.detail);
      to_.close_object();
    }
    if (verdict.timestamp_ms) {
      to_.key(kTimestamp);
      to_.number(Number::integer(*verdict.timestamp_ms));
    }
    to_.close_object();
  }

 private:
  void text(std::string_view key, const std::optional<std::string>& value) {
    if (!value) return;
    to_.key(key);
    to_.text(*value);
  }

  Writer to_;
};

}  // namespace

Result<Verdict> parse_verdict(Format format, std::string_view payload) {
  const std::string_view bare = format == Format::json ? without_wrapping(payload) : payload;
  const ParsedDocument parsed = read_document(bare, format, kBounds);
  if (!parsed.fault.empty()) return Error{"the answer cannot be read: " + parsed.fault};
  const Node& answer = *parsed.document;
  const Node* status = answer.find(kStatus);
  const std::string* word = status ? status->text() : nullptr;
  if (!word || (*word != kAccepted && *word != kRejected)) {
    return Error{"the answer has no status ACCEPTED or REJECTED"};
  }
  Verdict verdict;
  verdict.accepted = *word == kAccepted;
  verdict.thing = text(answer.find(kThingName), limits::kThingNameBytes);
  if (const auto id = whole(answer.find(kReportId)); id && *id >= 0) verdict.id = ReportId(*id);
  if (const Node* details = answer.find(kDetails)) {
    verdict.code = text(details->find(kErrorCode), kMaxVerdictCode);
    verdict.detail = text(details->find(kErrorMessage), kMaxVerdictDetail);
  }
  verdict.timestamp_ms = whole(answer.find(kTimestamp));
  return verdict;
}

std::string encode_verdict(Format format, const Verdict& verdict) {
  std::string out;
  if (format == Format::json) {
    VerdictWalk<JsonWriter>(out).write(verdict);
  } else {
    VerdictWalk<CborWriter>(out).write(verdict);
  }
  return out;
}

}  // namespace gatewarden
