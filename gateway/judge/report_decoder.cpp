#include "gateway/judge/report_decoder.hpp"

#include "gateway/judge/delivery_rules.hpp"
#include "gateway/judge/finding_log.hpp"
#include "gateway/judge/report_judge.hpp"
#include "gateway/wire/document_reader.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {

DecodedReport decode_report(std::string_view bytes, Format format, const ReportSurroundings& known) {
  DecodedReport report;
  FindingLog findings(report);
  if (known.thing) judge_thing_name(*known.thing, findings);
  judge_size(bytes.size(), findings);
  if (bytes.size() > limits::kPayloadBytesAtMost) return report;  // not delivered, so never read

  // A payload has at most as many values as bytes: they need no own bound.
  ParsedDocument parsed = read_document(
      bytes, format,
      {.bytes = limits::kPayloadBytesAtMost, .depth = kMaxReportDepth, .nodes = limits::kPayloadBytesAtMost});
  if (!parsed.fault.empty()) {
    findings.add(std::move(parsed.fault), format == Format::json ? source::kJson : source::kCbor,
                 Certainty::inferred, Consequence::rejected);
  }
  if (parsed.document) {
    ReportJudge judge(findings, known);
    judge.document(*parsed.document);
    report.names = judge.names();
    report.id = judge.id();
    report.document = std::move(parsed.document);
  }
  return report;
}

GuessedFormat guess_format(std::string_view file_name, std::string_view bytes) {
  if (file_name.ends_with(".json")) return {Format::json, "by its suffix"};
  if (file_name.ends_with(".cbor")) return {Format::cbor, "by its suffix"};
  // A CBOR map begins with a byte from 0xa0 to 0xbf; no JSON text does.
  const unsigned first = bytes.empty() ? 0 : static_cast<unsigned char>(bytes.front());
  return {first >= 0xa0 ? Format::cbor : Format::json, "by its first byte"};
}

}  // namespace gatewarden
