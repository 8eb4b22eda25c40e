#include "adapters/modbus/commission/scan.hpp"

#include <algorithm>
#include <utility>

#include "adapters/modbus/commission/run_dialogue.hpp"

namespace gatewarden::modbus {
namespace {

constexpr std::size_t kFirstOnes = 5;  // units that are asked until "every id answers" is believed
constexpr Request kCheapQuestion = Range{Table::holding_registers, 0, 1};

bool nobody_there(const Answer& answer) {
  return answer.is_exception() && (answer.response.exception == kGatewayPathUnavailable ||
                                   answer.response.exception == kGatewayTargetSilent);
}

bool says_the_same(const FoundUnit& a, const FoundUnit& b) {
  return !a.garbled && !b.garbled && a.identity == b.identity && a.models == b.models &&
         a.refused == b.refused;
}

}  // namespace

Scan::Scan(RequestClient& client, Clock& clock, ScanOptions options,
           std::function<void(const FoundUnit&)> found, std::function<void()> done)
    : client_(client),
      clock_(clock),
      options_(std::move(options)),
      on_found_(std::move(found)),
      done_(std::move(done)),
      first_round_(options_.units.size()) {
  client_.on_late([this](std::uint8_t unit, Duration after) { late(unit, after); });
}

void Scan::start() {
  began_ = clock_.now();
  next();
}

void Scan::stop() {
  stopped_ = true;
  client_.stop();
}

void Scan::next() {
  if (index_ == options_.units.size()) return finish();
  present_ = {};
  present_.unit = options_.units[index_];
  client_.ask(present_.unit, kCheapQuestion, options_.repeats,
              [this](const Answer& answer) { heard(answer); });
}

bool Scan::is_lost(const Answer& answer) {
  if (answer.kind != Answer::Kind::line_lost) return false;
  lost_ = Trouble{answer.trouble, answer.why};
  done_();
  return true;
}

// Any answer of the unit itself shows that it is alive, an exception too.
void Scan::heard(const Answer& answer) {
  if (is_lost(answer)) return;
  const bool garbled =
      answer.kind == Answer::Kind::damaged || (answer.kind == Answer::Kind::silent && answer.strays > 0);
  if (garbled) {
    present_.garbled = true;
    present_.why = answer.why;
    return finish_unit();
  }
  hung_up_ += answer.kind == Answer::Kind::hung_up;
  if (answer.kind != Answer::Kind::answered || nobody_there(answer)) {
    ++index_;
    return next();
  }
  take(answer, "holding 0");
  ask_who();
}

void Scan::take(const Answer& answer, const char* what) {
  present_.round_trip = std::max(present_.round_trip, answer.round_trip);
  slowest_ = std::max(slowest_, answer.round_trip);
  if (answer.is_exception()) {
    present_.refused.push_back(std::string(what) + " (" + std::to_string(answer.response.exception) + ")");
  } else if (answer.kind == Answer::Kind::answered && !answer.has_values()) {
    present_.why = answer.why;
  }
}

void Scan::ask_who() {
  identification_ = {};
  run_dialogue(client_, present_.unit, identification_, 1, [this](const Answer& answer) {
    if (is_lost(answer)) return;
    present_.identity = identity_of(identification_);
    take(answer, "identification");
    ask_sunspec();
  });
}

void Scan::ask_sunspec() {
  sunspec_ = SunSpecDialogue(SunSpecDialogue::Extent::all_models);
  run_dialogue(client_, present_.unit, sunspec_, 1, [this](const Answer& answer) {
    if (is_lost(answer)) return;
    slowest_ = std::max(slowest_, answer.round_trip);
    present_.models = sunspec_.models();
    if (present_.identity.empty() && sunspec_.common()) present_.identity = identity_of(*sunspec_.common());
    finish_unit();
  });
}

void Scan::finish_unit() {
  found_.push_back(present_);
  on_found_(found_.back());
  ++index_;
  if (options_.until_alike && index_ == std::min(kFirstOnes, first_round_) && alike(kFirstOnes))
    return finish();
  next();
}

// The first ones asked, not the first ones that answered.
bool Scan::alike(std::size_t first_ones) const {
  return first_ones >= kFirstOnes && found_.size() == first_ones &&
         std::all_of(found_.begin(), found_.end(),
                     [this](const FoundUnit& unit) { return says_the_same(unit, found_.front()); });
}

// The unit is alive and slow: all units get more time from now on, and this one is asked again at the end.
void Scan::late(std::uint8_t unit, Duration after) {
  client_.timeout(std::min(std::max(client_.timeout(), 2 * after), std::max(kMaxTimeout, client_.timeout())));
  slowest_ = std::max(slowest_, after);
  const auto is_it = [unit](const FoundUnit& known) { return known.unit == unit; };
  const bool known = std::any_of(found_.begin(), found_.end(), is_it) || present_.unit == unit ||
                     std::find(options_.units.begin() + static_cast<std::ptrdiff_t>(first_round_),
                               options_.units.end(), unit) != options_.units.end();
  if (!known) options_.units.push_back(unit);
}

void Scan::finish() {
  complete_ = true;
  all_alike_ = options_.until_alike && alike(index_);  // of ids that somebody named, each is a unit
  std::sort(found_.begin(), found_.end(),
            [](const FoundUnit& a, const FoundUnit& b) { return a.unit < b.unit; });
  done_();
}

Scan::Progress Scan::progress() const {
  Progress progress;
  progress.asked = index_;
  progress.total = options_.units.size();
  progress.found = found_.size();
  progress.unit = present_.unit;
  progress.elapsed = clock_.now() - began_;
  if (index_ >= 3 && !complete_) {
    progress.left = progress.elapsed / static_cast<Duration::rep>(index_) *
                    static_cast<Duration::rep>(progress.total - index_);
  }
  return progress;
}

}  // namespace gatewarden::modbus
