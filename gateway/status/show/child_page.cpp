#include "gateway/status/show/child_page.hpp"

#include "gateway/base/text/printable.hpp"
#include "gateway/status/show/page_text.hpp"
#include "gateway/terminal/terminal_text.hpp"

namespace gatewarden::status {
namespace {

using Column = TextTable::Column;

std::string point_table(const std::vector<PointRow>& points, const Screen& screen) {
  TextTable table;
  table.column("METRIC", Column::flexible);
  table.column("TYPE");
  table.column("AGGREGATE");
  table.column("VALUE", Column::flexible);
  table.column("AGE", Column::right);
  table.column("SAMPLES", Column::right);
  table.column("DROPPED", Column::flexible);
  for (const auto& point : points) {
    table.cell(point.metric);
    table.cell(point.type);
    table.cell(point.aggregate);
    table.cell(point.value.empty() ? "-" : point.value);
    table.cell(short_text(point.age));
    table.cell(std::to_string(point.samples));
    table.cell(words_of(point.dropped), Colour::doubtful);
    table.end_row();
  }
  return table.text(screen);
}

std::string reports_line(const ChildRow& row) {
  std::string text = "reports: ";
  text += row.last_report_id ? "last id " + std::to_string(*row.last_report_id) + ", " : "none yet, ";
  if (!row.last_verdict.empty()) text += "last verdict " + printable(row.last_verdict) + ", ";
  text += std::to_string(row.outcomes.accepted) + " accepted, " + std::to_string(row.outcomes.rejected) +
          " rejected";
  if (row.outcomes.outdated > 0) text += ", " + std::to_string(row.outcomes.outdated) + " outdated";
  if (row.outcomes.no_verdict > 0)
    text += ", " + std::to_string(row.outcomes.no_verdict) + " without a verdict";
  if (row.waiting) text += ", 1 waiting for its verdict";
  if (row.next_report) text += "; next in " + short_text(row.next_report);
  return text;
}

}  // namespace

std::string child_page(const ChildDetail& detail, const Screen& screen) {
  std::string out;
  const auto& row = detail.row;
  line(out, screen,
       printable(row.thing) + "  profile " + printable(row.profile) + ", " + printable(row.origin),
       Colour::bold);
  line(out, screen,
       "state: " + words_of(row.state) + ", last seen " +
           (row.last_seen ? short_text(row.last_seen) + " ago" : "never"),
       colour_of(row));
  if (!row.identity.empty()) line(out, screen, "device: " + printable(row.identity));
  if (!row.why.empty()) line(out, screen, "why: " + printable(row.why), Colour::doubtful);
  last_fault_line(out, screen, detail);
  line(out, screen, reports_line(row));
  line(out, screen, "topic: " + printable(detail.topic));
  if (const auto counters = words_of(detail.counters); !counters.empty())
    line(out, screen, "counters: " + counters);
  if (!detail.points.empty()) out += "\n" + point_table(detail.points, screen);
  if (!detail.last_report.empty()) {
    out += "\n";
    line(out, screen, "last report, " + std::to_string(detail.last_report_bytes) + " bytes", Colour::bold);
    inset(out, detail.last_report, screen);
  }
  if (const auto& rejection = detail.last_rejection) {
    out += "\n";
    line(out, screen, words_of(*rejection), Colour::bad);
    inset(out, rejection->report, screen);
  }
  return out;
}

}  // namespace gatewarden::status
