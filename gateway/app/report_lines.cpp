#include "gateway/app/report_lines.hpp"

#include <algorithm>

#include "gateway/uplink/lines/report_file.hpp"
#include "gateway/uplink/lines/standard_output.hpp"
#include "gateway/wire/report_encoder.hpp"
#include "gateway/wire/report_record.hpp"

namespace gatewarden::app {

namespace {

std::string fingerprint(const config::FileUplink& file) {
  return "file " + std::to_string(file.rotate_at) + " " + std::to_string(file.keep) + " " + file.path;
}

}  // namespace

void ReportLines::apply(const config::Fleet& fleet) {
  gateway_ = fleet.gateway.thing;
  std::vector<Writer> before = std::exchange(writers_, {});
  const auto keep = [&](const std::string& wanted) {
    const auto same = [&](const Writer& writer) { return writer.fingerprint == wanted; };
    const auto found = std::find_if(before.begin(), before.end(), same);
    if (found == before.end()) return false;
    writers_.push_back(std::move(*found));
    before.erase(found);
    return true;
  };
  std::vector<config::FileUplink> fresh_files;
  for (const config::FileUplink& file : fleet.uplink.files) {
    if (!keep(fingerprint(file))) fresh_files.push_back(file);
  }
  const bool fresh_output = fleet.uplink.standard_output && !keep("stdout");
  // Old ones first: a file has one writer at a time.
  for (Writer& writer : before) {
    writer.writer->close(clock_.now() + std::chrono::milliseconds(250));
    const LineWriterSnapshot last = snapshot(writer);
    replaced_[last.name] = {last.lines, last.dropped};
  }
  for (const config::FileUplink& file : fresh_files) {
    auto target = std::make_unique<ReportFile>(ReportFileSettings{file.path, file.rotate_at, file.keep});
    writers_.push_back({fingerprint(file), std::make_unique<LineWriter>(std::move(target))});
  }
  if (fresh_output)
    writers_.push_back({"stdout", std::make_unique<LineWriter>(std::make_unique<StandardOutput>())});
}

void ReportLines::closed(const ClosedReport& closed) {
  if (writers_.empty()) return;
  encode_report(closed.report, Format::json, KeyNames::long_names, report_);
  encode_record({closed.thing, gateway_, clock_.wall()}, Format::json, report_, record_);
  for (Writer& writer : writers_) writer.writer->offer(record_);
}

void ReportLines::close(SteadyTime deadline) {
  for (Writer& writer : writers_) writer.writer->close(deadline);
}

std::vector<LineWriterSnapshot> ReportLines::snapshots() const {
  std::vector<LineWriterSnapshot> all;
  for (const Writer& writer : writers_) all.push_back(snapshot(writer));
  return all;
}

LineWriterSnapshot ReportLines::snapshot(const Writer& writer) const {
  LineWriterSnapshot shown = writer.writer->snapshot();
  const auto before = replaced_.find(shown.name);
  if (before == replaced_.end()) return shown;
  shown.lines += before->second.lines;
  shown.dropped += before->second.dropped;
  return shown;
}

}  // namespace gatewarden::app
