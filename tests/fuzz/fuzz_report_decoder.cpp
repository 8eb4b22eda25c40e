// Any bytes as a report; the first chooses the format. What is read is printable, and a sound report stays
// sound when printed and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "gateway/judge/report_decoder.hpp"
#include "gateway/judge/report_text.hpp"

using namespace gatewarden;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const Format format = bytes[0] % 2 ? Format::cbor : Format::json;
  const std::string_view payload(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const DecodedReport report = decode_report(payload, format, {.thing = "fuzz"});
  for (const Finding& finding : report.findings) {
    if (finding_text(finding).find('\n') != std::string::npos) std::abort();
  }
  if (!report.document) {
    if (report.soundness() != Soundness::faulty) std::abort();
    return 0;
  }
  const std::string text = document_text(*report.document);
  if (report.soundness() == Soundness::sound &&
      decode_report(text, Format::json).soundness() == Soundness::faulty && text.size() <= 128'000) {
    std::abort();
  }
  return 0;
}
