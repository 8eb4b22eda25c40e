#include "gateway/status/show/last_page.hpp"

#include <algorithm>

#include "gateway/base/text/printable.hpp"
#include "gateway/status/hex.hpp"
#include "gateway/status/show/page_text.hpp"
#include "gateway/terminal/terminal_text.hpp"

namespace gatewarden::status {
namespace {

// JSON as it is, CBOR as hexadecimal, 32 bytes per line.
std::string wire_text(const std::string& hex) {
  std::string bytes = from_hex(hex);
  if (!bytes.empty() && bytes.front() == '{') return bytes;
  std::string text;
  for (std::size_t at = 0; at < hex.size(); at += 64) text += hex.substr(at, 64) + "\n";
  return text;
}

void report(std::string& out, const std::string& hex, const std::string& decoded, const Screen& screen) {
  line(out, screen, std::to_string(hex.size() / 2) + " bytes of report", Colour::bold);
  inset(out, wire_text(hex), screen);
  line(out, screen, "decoded", Colour::bold);
  inset(out, decoded, screen);
}

}  // namespace

std::string last_page(const ChildDetail& detail, const Screen& screen) {
  std::string out;
  const ChildRow& row = detail.row;
  line(out, screen, printable(row.thing) + "  topic " + printable(detail.topic), Colour::bold);
  std::string verdict = row.last_verdict.empty() ? "none yet" : printable(row.last_verdict);
  if (row.waiting) verdict += ", the newest report waits for its own";
  line(out, screen, "verdict: " + verdict, row.last_verdict == "accepted" ? Colour::good : Colour::doubtful);
  if (!row.why.empty()) line(out, screen, "why: " + printable(row.why), Colour::doubtful);
  last_fault_line(out, screen, detail);
  if (detail.last_report_hex.empty()) {
    line(out, screen, "its last report is not at hand: none has been made, or a thousand others since");
  } else {
    report(out, detail.last_report_hex, detail.last_report, screen);
  }
  if (const auto& rejection = detail.last_rejection) {
    out += "\n";
    line(out, screen, words_of(*rejection), Colour::bad);
    if (!rejection->report_hex.empty() && rejection->report_hex != detail.last_report_hex)
      report(out, rejection->report_hex, rejection->report, screen);
  }
  return out;
}

}  // namespace gatewarden::status
