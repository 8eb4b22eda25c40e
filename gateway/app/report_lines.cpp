#include "gateway/app/report_lines.hpp"

#include <algorithm>

#include "gateway/uplink/lines/standard_output.hpp"
#include "gateway/wire/report_encoder.hpp"
#include "gateway/wire/report_record.hpp"

namespace gatewarden::app {

ReportLines::Writer ReportLines::make(const config::FileUplink& file) {
  auto target = std::make_unique<ReportFile>(ReportFileSettings{file.path, file.rotate_at, file.keep});
  ReportFile* const seen = target.get();
  return {target->name(), std::make_unique<LineWriter>(std::move(target)), seen};
}

void ReportLines::apply(const config::Fleet& fleet) {
  gateway_ = fleet.gateway.thing;
  std::vector<Writer> before = std::exchange(writers_, {});
  const auto kept = [&](const std::string& path) {
    const auto found = std::find_if(before.begin(), before.end(), [&](const Writer& writer) {
      return writer.file ? writer.file->path() == path : path.empty();
    });
    if (found == before.end()) return false;
    writers_.push_back(std::move(*found));
    before.erase(found);
    return true;
  };
  std::vector<const config::FileUplink*> fresh_files;
  for (const config::FileUplink& file : fleet.uplink.files) {
    if (!kept(file.path)) {
      fresh_files.push_back(&file);
    } else {
      writers_.back().file->limit(file.rotate_at, file.keep);
    }
  }
  const bool fresh_output = fleet.uplink.standard_output && !kept("");
  for (Writer& writer : before) retire(std::move(writer));
  for (const config::FileUplink* file : fresh_files) writers_.push_back(make(*file));
  if (fresh_output) {
    auto target = std::make_unique<StandardOutput>();
    writers_.push_back({target->name(), std::make_unique<LineWriter>(std::move(target))});
  }
}

void ReportLines::retire(Writer writer) {
  writer.writer->begin_to_close();
  retired_.push_back({std::move(writer), clock_.now() + kPatience});
}

void ReportLines::tick() {
  const auto ended = [this](Retired& one) {
    if (!one.writer.writer->over() && clock_.now() < one.until) return false;
    one.writer.writer->leave();
    const LineWriterSnapshot last = one.writer.writer->snapshot();
    Totals& kept = replaced_[one.writer.name];
    kept.lines += last.lines;
    kept.dropped += last.dropped;
    return true;
  };
  std::erase_if(retired_, ended);
}

void ReportLines::closed(const ClosedReport& closed) {
  if (writers_.empty()) return;
  encode_report(closed.report, Format::json, KeyNames::long_names, report_);
  encode_record({closed.thing, gateway_, clock_.wall()}, Format::json, report_, record_);
  for (Writer& writer : writers_) writer.writer->offer(record_);
}

void ReportLines::close(SteadyTime deadline) {
  for (Writer& writer : writers_) writer.writer->close(deadline);
  for (Retired& one : retired_) one.writer.writer->close(std::min(deadline, one.until));
}

std::vector<LineWriterSnapshot> ReportLines::snapshots() const {
  std::vector<LineWriterSnapshot> all;
  for (const Writer& writer : writers_) all.push_back(snapshot(writer));
  return all;
}

std::set<std::string> ReportLines::files() const {
  std::set<std::string> paths;
  for (const Writer& writer : writers_)
    if (writer.file) paths.insert(writer.file->path().string());
  return paths;
}

LineWriterSnapshot ReportLines::snapshot(const Writer& writer) const {
  LineWriterSnapshot shown = writer.writer->snapshot();
  const auto add = [&](std::uint64_t lines, std::uint64_t dropped) {
    shown.lines += lines;
    shown.dropped += dropped;
  };
  if (const auto before = replaced_.find(writer.name); before != replaced_.end())
    add(before->second.lines, before->second.dropped);
  for (const Retired& one : retired_) {
    if (one.writer.name != writer.name) continue;
    const LineWriterSnapshot last = one.writer.writer->snapshot();
    add(last.lines, last.dropped);
  }
  return shown;
}

}  // namespace gatewarden::app
