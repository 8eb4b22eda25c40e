#include "gateway/config/text/line_meant.hpp"

#include <algorithm>
#include <vector>

#include "gateway/config/text/meant/slips.hpp"
#include "gateway/config/text/missing_quotes.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

constexpr std::size_t kMaxBytes = 16 * 1024;  // each slip costs a parse of all before it
constexpr std::size_t kLinesBehind = 40;
constexpr std::string_view kIndented = "the keys of a map stand in one column";
constexpr std::string_view kTabs = "lines are indented with spaces, never with tabs";

std::size_t indentation(const std::string& line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}
bool says_nothing(const std::string& line) {
  const std::size_t first = indentation(line);
  return first == line.size() || line[first] == '#';
}

class Lines {
 public:
  // Up to a little behind the line where the parser stopped.
  Lines(std::string_view text, int stopped) {
    const std::size_t most = static_cast<std::size_t>(std::max(stopped, 1)) + kLinesBehind;
    for (std::size_t start = 0; start < text.size() && all_.size() < most;) {
      const std::size_t end = std::min(text.find('\n', start), text.size());
      all_.emplace_back(text.substr(start, end - start));
      bytes_ += end - start + 1;
      start = end + 1;
      if (bytes_ > kMaxBytes) break;
    }
  }
  bool too_long() const { return bytes_ > kMaxBytes; }
  std::size_t size() const { return all_.size(); }
  const std::string& operator[](std::size_t at) const { return all_[at]; }
  std::string with(std::size_t at, const std::string& line) const {
    std::string text;
    for (std::size_t i = 0; i < all_.size(); ++i) text += (i == at ? line : all_[i]) + "\n";
    return text;
  }
  // The nearest line before or behind that says something; the line itself if there is none.
  std::size_t beside(std::size_t at, int step) const {
    for (auto i = static_cast<std::ptrdiff_t>(at) + step; i >= 0 && i < std::ssize(all_); i += step) {
      if (!says_nothing(all_[static_cast<std::size_t>(i)])) return static_cast<std::size_t>(i);
    }
    return at;
  }
  bool may_be_shown(std::size_t at) const {
    const bool has_key = all_[at].find(':') != std::string::npos;
    const std::string& above = all_[beside(at, -1)];
    return !mentions_secret(all_[at]) && (has_key || !mentions_secret(above)) && !holds_credentials(all_[at]);
  }

 private:
  std::vector<std::string> all_;
  std::size_t bytes_ = 0;
};

struct Candidate {
  std::size_t at = 0;
  std::string line;
  std::string_view rule;
};

void add_indented(const Lines& lines, std::size_t at, std::vector<Candidate>& all) {
  const std::string& line = lines[at];
  const std::size_t above = indentation(lines[lines.beside(at, -1)]);
  for (const std::size_t blanks : {indentation(lines[lines.beside(at, 1)]), above, above + 2}) {
    std::string moved = std::string(blanks, ' ') + line.substr(indentation(line));
    const bool tabs = line.find('\t') < indentation(line);
    if (moved != line) all.push_back({at, std::move(moved), tabs ? kTabs : kIndented});
  }
}

std::vector<Candidate> candidates(const Lines& lines, std::size_t stopped) {
  std::vector<Candidate> all;
  const std::size_t before = lines.beside(stopped, -1);
  for (const std::size_t at : {stopped, before}) {
    if (says_nothing(lines[at])) continue;
    for (const Slip& slip : slips()) {
      std::string mended = slip.mend(lines[at]);
      if (mended != lines[at]) all.push_back({at, std::move(mended), slip.rule});
    }
    add_indented(lines, at, all);
    if (before == stopped) break;
  }
  return all;
}

}  // namespace

std::optional<LineMeant> line_meant(std::string_view text, int stopped,
                                    const std::function<int(const std::string& text)>& stops_at) {
  const Lines lines(text, stopped);
  if (lines.too_long() || lines.size() == 0) return std::nullopt;
  const std::size_t last = std::min(static_cast<std::size_t>(std::max(stopped, 1)), lines.size()) - 1;
  int farthest = std::max(stopped, stops_at(lines.with(0, lines[0])));
  std::optional<Candidate> best;
  for (Candidate& each : candidates(lines, last)) {
    const int stops = stops_at(lines.with(each.at, each.line));
    if (stops <= farthest) continue;
    farthest = stops;
    best = std::move(each);
  }
  if (!best) return std::nullopt;
  const std::size_t rest = indentation(best->line);
  const std::size_t place = indentation(lines[best->at]);
  LineMeant meant{static_cast<int>(best->at) + 1, static_cast<int>(place) + 1, std::string(best->rule), ""};
  if (rest == best->line.size()) {
    meant.rule += "; leave this line out";
    return meant;
  }
  const bool moved = best->rule == kIndented || best->rule == kTabs;
  const std::size_t column = moved ? 0 : std::min(place, rest);
  meant.column = static_cast<int>(column) + 1;
  if (lines.may_be_shown(best->at)) meant.repair = best->line.substr(column);
  return meant;
}

}  // namespace gatewarden::config
