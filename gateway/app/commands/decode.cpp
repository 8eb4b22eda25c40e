// gatewarden decode: shows a report and its exact faults.
#include <unistd.h>

#include <iostream>
#include <memory>

#include "gateway/app/commands/commands.hpp"
#include "gateway/base/regular_file.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/judge/read_records.hpp"
#include "gateway/judge/report_decoder.hpp"
#include "gateway/judge/report_text.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  std::string file;
  std::string format;
  std::string thing;
};

// Of a report file; a report has 128 KiB at most.
constexpr std::size_t kMaxInput = 256 * 1024 * 1024;

Result<std::string> read(const std::string& file) {
  return file == "-" ? read_to_end(STDIN_FILENO, kMaxInput) : read_regular_file(file, kMaxInput);
}

Format chosen_format(const Options& options, const std::string& bytes) {
  if (const auto given = parse_format(options.format)) return *given;
  const GuessedFormat guess = guess_format(options.file, bytes);
  std::cerr << "read as " << to_string(guess.format) << ", guessed " << guess.by
            << " (--format says otherwise)\n";
  return guess.format;
}

int exit_code(Soundness soundness) {
  switch (soundness) {
    case Soundness::sound:
      return kFine;
    case Soundness::faulty:
      return kFailed;
    case Soundness::unsettled:
      break;
  }
  return kUnsettled;
}

int show(std::string_view bytes, Format format, const std::string& thing) {
  ReportSurroundings known;
  if (!thing.empty()) known.thing = thing;
  const DecodedReport report = decode_report(bytes, format, known);

  if (report.document) std::cout << document_text(*report.document) << "\n";
  for (const Finding& finding : report.findings) std::cout << finding_text(finding) << "\n";
  if (report.more_findings) std::cout << "... and more of the kind\n";
  std::cout << to_string(report.soundness()) << ": " << bytes.size() << " bytes of " << to_string(format)
            << "\n";
  return exit_code(report.soundness());
}

// Lines of a report file, or payloads of a mirror that frames its reports. The worst report decides.
int show_records(const std::vector<ReadRecord>& records) {
  int worst = kFine;
  for (const ReadRecord& record : records) {
    std::cout << "a report of " << printable(record.thing) << ", through " << printable(record.gateway)
              << "\n";
    const int code = show(record.report, Format::json, record.thing);
    if (worst != kFailed && code != kFine) worst = code;
  }
  return worst;
}

int decode(const Options& options) {
  if (options.file.empty()) {
    std::cerr
        << "gatewarden decode: name the report's file, or - for standard input; gatewarden decode --help\n";
    return kConfiguration;
  }
  const auto bytes = read(options.file);
  if (!bytes) {
    std::cerr << "gatewarden decode: " << printable(options.file) << " cannot be read: " << bytes.error()
              << "\n";
    return kConfiguration;
  }
  if (const auto records = read_records(*bytes); !records.empty()) return show_records(records);
  return show(*bytes, chosen_format(options, *bytes), options.thing);
}

}  // namespace

void add_decode(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command = program.add_command(
      "decode", "Show a report, or the records of a report file, and say exactly what is wrong");
  command.footer(
      "Exit code: 0 the service takes it and keeps it whole, 1 it is faulty, 3 no source settles it,\n"
      "2 it could not be read. Each finding names its path, the rule, how sure that is and who says so.");
  command.text("file", options->file, "the report; - reads it from standard input");
  command.text("--format", options->format, "json or cbor; guessed by suffix or first byte otherwise")
      .one_of({"json", "cbor"});
  command.text("--thing", options->thing, "whose report it is: its name is checked too");
  add_decode_ble(command, chosen);
  command.chosen([options, &chosen] {
    if (!chosen) chosen = [options] { return decode(*options); };
  });
}

}  // namespace gatewarden::app
