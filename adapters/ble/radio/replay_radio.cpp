#include "adapters/ble/radio/replay_radio.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/errands.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::ble {
ReplayRadio::ReplayRadio(boost::asio::io_context& io, Clock& clock, Replay replay,
                         std::function<void()> ended)
    : io_(io), clock_(clock), replay_(std::move(replay)), ended_(std::move(ended)), pace_(replay_.speed) {
  turn_ = clock_.timer([this] { exhausted_ ? look_for_more() : play(); });
}

ReplayRadio::~ReplayRadio() = default;

void ReplayRadio::start(RadioListener& listener) {
  listener_ = &listener;
  file_ = std::make_shared<RecordingFile>(replay_.file);
  look_for_more();
}

void ReplayRadio::stop() {
  listener_ = nullptr;
  reading_.reset();
  turn_->cancel();
}

void ReplayRadio::look_for_more() {
  reading_ = std::make_shared<bool>(true);
  run_errand<Result<RecordingFile::Piece>>(
      io_, replay_.file, kPatience, [file = file_] { return file->read(kPiece); },
      [this, waiting = std::weak_ptr<bool>(reading_)](std::optional<Result<RecordingFile::Piece>> piece) {
        if (!waiting.expired()) got(std::move(piece));
      });
}

void ReplayRadio::got(std::optional<Result<RecordingFile::Piece>> piece) {
  reading_.reset();
  if (!piece) return fail("its file system does not answer", true);
  if (!*piece) return fail(piece->error(), true);
  const bool more = !(*piece)->bytes.empty();
  take(**piece);
  if (more) return play();
  if (replay_.follow) return turn_->arm(clock_.now() + kLook);
  finish();
}

void ReplayRadio::take(const RecordingFile::Piece& piece) {
  if (piece.begins) {
    reader_ = std::make_unique<PiecewiseReader>();
    pace_ = ReplayPace(replay_.speed);
    piece_ = {};
  }
  piece_.bytes.erase(0, std::exchange(piece_.played, 0));
  piece_.bytes += piece.bytes;
}

void ReplayRadio::play() {
  exhausted_ = false;
  for (std::size_t i = 0; i < kTurn; ++i) {
    if (!play_record()) return;
    if (!listener_) return;  // stopped by what it heard
  }
  turn_->arm(clock_.now());
}

// False if the turn ends with it.
bool ReplayRadio::play_record() {
  const Bytes bytes(reinterpret_cast<const std::uint8_t*>(piece_.bytes.data()), piece_.bytes.size());
  const Bytes rest = bytes.subspan(piece_.played);
  const SteadyTime now = clock_.now();
  if (const auto time = reader_->next_time_us(rest)) {
    if (const SteadyTime due = pace_.due(*time, now); due > now) {
      turn_->arm(std::max(due, now + kTick));
      return false;
    }
  }
  const auto taken = reader_->take(rest, [this](const HciReport& report) { hand_on(report.heard); });
  if (!taken) {
    fail_to_read(taken.error());
    return false;
  }
  piece_.played += *taken;
  if (*taken > 0) {
    why_.clear();
    retry_at_.reset();
    return true;
  }
  exhausted_ = true;
  look_for_more();
  return false;
}

void ReplayRadio::hand_on(Advertisement heard) {
  if (!listener_) return;  // stopped by what it heard
  heard.at = clock_.now();
  ++advertisements_;
  listener_->heard(heard);
}

// A record that is cut at the end of the file is of a recorder that was killed, or still writes.
void ReplayRadio::finish() {
  listener_ = nullptr;
  if (ended_) ended_();
}

// What was read is no recording. Where that shows at its head, perhaps another file comes to its place.
void ReplayRadio::fail_to_read(const std::string& why) {
  const bool at_its_head = reader_->records() == 0;
  if (at_its_head) file_ = std::make_shared<RecordingFile>(replay_.file);
  fail(why, at_its_head);
}

void ReplayRadio::fail(std::string why, bool again) {
  if (why != why_) log::warning("ble", "replay_failed", {{"file", replay_.file}, {"why", why}});
  why_ = std::move(why);
  if (!replay_.follow) return finish();
  if (!again) return;
  exhausted_ = true;
  retry_at_ = clock_.now() + kRetry;
  turn_->arm(*retry_at_);
}

RadioSnapshot ReplayRadio::snapshot() const {
  RadioSnapshot shown;
  shown.endpoint = "replay of " + replay_.file;
  shown.state = !listener_ ? LinkState::stopped : why_.empty() ? LinkState::connected : LinkState::waiting;
  if (!why_.empty()) shown.why = "the recording " + replay_.file + " cannot be played: " + why_;
  if (retry_at_) shown.retry_in = std::max(*retry_at_ - clock_.now(), Duration::zero());
  shown.counters["advertisements"] = advertisements_;
  if (reader_) {
    shown.counters["records"] = reader_->records();
    shown.counters["cut_records"] = reader_->cut();
  }
  return shown;
}

}  // namespace gatewarden::ble
