#include "gateway/wire/fit/fit_report.hpp"

#include <utility>

#include "gateway/report/lists.hpp"
#include "gateway/report/shorten_report.hpp"
#include "gateway/wire/limits.hpp"
#include "gateway/wire/report_encoder.hpp"

namespace gatewarden {
namespace {

constexpr int kRounds = 8;
// An open report keeps no more of a list than one that is sent could have.
static_assert(kMaxListBytes <= limits::kPayloadBytes);

}  // namespace

bool fit_report(Report& report, Format format, KeyNames keys, std::size_t most, std::mt19937_64& random,
                std::string& bytes) {
  Report bare = report;
  shorten_lists(bare, 0, random);
  std::string shorter;
  encode_report(bare, format, keys, shorter);
  if (shorter.size() > most) return false;
  // What is left for members, as a share of what they take now.
  std::size_t members = longest_list(report) * (most - shorter.size()) / (bytes.size() - shorter.size());
  for (int round = 0; round < kRounds && members > 0; ++round, members = members * 4 / 5) {
    shorten_lists(report, members, random);
    encode_report(report, format, keys, bytes);
    if (bytes.size() <= most) return true;
  }
  report = std::move(bare);
  bytes = std::move(shorter);
  return true;
}

}  // namespace gatewarden
