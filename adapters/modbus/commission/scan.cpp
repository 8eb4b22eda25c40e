#include "adapters/modbus/commission/scan.hpp"

#include <algorithm>
#include <utility>

namespace gatewarden::modbus {
namespace {

constexpr std::size_t kFirstOnes = 5;  // as many alike units are one device

// Without the values seen, which differ from read to read.
bool says_the_same(const FoundUnit& a, const FoundUnit& b) {
  return !a.garbled && !b.garbled && a.identity == b.identity && a.models == b.models &&
         a.refused == b.refused &&
         std::ranges::equal(a.likenesses, b.likenesses, {}, &Likeness::profile, &Likeness::profile);
}

}  // namespace

Scan::Scan(RequestClient& client, Clock& clock, ScanOptions options,
           std::function<void(const FoundUnit&)> found, std::function<void()> done)
    : client_(client),
      clock_(clock),
      until_alike_(options.until_alike),
      signatures_(std::move(options.signatures)),
      on_found_(std::move(found)),
      done_(std::move(done)),
      order_(std::move(options.units), std::move(options.questions)),
      interview_(client, options.repeats, signatures_, [this](UnitInterview::End end) { ended(end); }) {
  client_.on_late([this](std::uint8_t unit, Duration after) { late(unit, after); });
}

void Scan::start() {
  began_ = clock_.now();
  next();
}

void Scan::stop() { client_.stop(); }

// Where nobody answered, all are asked another question.
void Scan::next() {
  if (order_.over()) {
    if (!found_.empty() || !order_.ask_otherwise()) return finish();
    began_ = clock_.now();
  }
  interview_.begin(order_.present(), order_.question());
}

void Scan::ended(UnitInterview::End end) {
  using End = UnitInterview::End;
  if (end == End::line_lost) {
    lost_ = interview_.trouble();
    return done_();
  }
  hung_up_ += end == End::hung_up;
  if (end == End::found) {
    found_.push_back(interview_.unit());
    on_found_(found_.back());
  }
  order_.go_on();
  if (until_alike_ && order_.asked() == kFirstOnes && alike()) return finish();
  next();
}

// All that were asked answer the same.
bool Scan::alike() const {
  return order_.asked() >= kFirstOnes && found_.size() == order_.asked() &&
         std::all_of(found_.begin(), found_.end(),
                     [this](const FoundUnit& unit) { return says_the_same(unit, found_.front()); });
}

// The unit is slow: all units get more time from now on, and this one is asked again at the end.
void Scan::late(std::uint8_t unit, Duration after) {
  client_.timeout(std::min(std::max(client_.timeout(), 2 * after), std::max(kMaxTimeout, client_.timeout())));
  slowest_late_ = std::max(slowest_late_, after);
  const auto is_it = [unit](const FoundUnit& known) { return known.unit == unit; };
  const bool known = interview_.unit().unit == unit || std::any_of(found_.begin(), found_.end(), is_it);
  if (!known) order_.ask_again(unit);
}

Duration Scan::slowest() const { return std::max(slowest_late_, interview_.slowest()); }

void Scan::finish() {
  complete_ = true;
  all_alike_ = until_alike_ && alike();  // each id that somebody named is a unit
  std::sort(found_.begin(), found_.end(),
            [](const FoundUnit& a, const FoundUnit& b) { return a.unit < b.unit; });
  done_();
}

Scan::Progress Scan::progress() const {
  Progress progress;
  progress.asked = order_.asked();
  progress.total = order_.total();
  progress.found = found_.size();
  progress.unit = interview_.unit().unit;
  progress.elapsed = clock_.now() - began_;
  if (progress.asked >= 3 && !complete_) {
    progress.left = progress.elapsed / static_cast<Duration::rep>(progress.asked) *
                    static_cast<Duration::rep>(progress.total - progress.asked);
  }
  return progress;
}

}  // namespace gatewarden::modbus
