// A recording as a radio: a btsnoop file, played at its own pace or faster. Samples get the loop's time, `unix_us` is the
// recording's. A recording is played once, since a counter that comes again is a replay; then what is appended to the file is
// played too, and another file at its path from its beginning. A file that is missing or no recording is tried again.
//
// Nothing of it holds up the loop: the file is read in pieces on a thread, and records are handed on in turns of bounded
// length; in memory are a piece and a record at most, whatever the file's size.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/ble/radio/piecewise_reader.hpp"
#include "adapters/ble/radio/radio.hpp"
#include "adapters/ble/radio/recording_file.hpp"
#include "adapters/ble/radio/replay_pace.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

struct Replay {
  std::string file;
  double speed = 1;    // 10: ten times as fast as it was recorded; 0: as fast as it can be
  bool follow = true;  // what is appended later, too; else `ended` is called, once
};

class ReplayRadio final : public Radio {
 public:
  static constexpr std::size_t kPiece = 256 * 1024;  // bytes read at once
  static constexpr std::size_t kTurn = 256;          // records handed on in one turn of the loop
  static constexpr Duration kTick =
      std::chrono::milliseconds(10);  // least time between turns that wait for a record
  static constexpr Duration kLook = std::chrono::milliseconds(500);  // for more, at the file's end
  static constexpr Duration kRetry = std::chrono::seconds(10);       // a file that cannot be played
  static constexpr Duration kPatience = std::chrono::seconds(5);     // with a file system

  ReplayRadio(boost::asio::io_context& io, Clock& clock, Replay replay, std::function<void()> ended = {});
  ~ReplayRadio() override;
  ReplayRadio(const ReplayRadio&) = delete;
  ReplayRadio& operator=(const ReplayRadio&) = delete;

  void start(RadioListener& listener) override;
  void stop() override;
  RadioSnapshot snapshot() const override;

 private:
  void look_for_more();
  void got(std::optional<Result<RecordingFile::Piece>> piece);
  void take(const RecordingFile::Piece& piece);
  void play();
  bool play_record();
  void hand_on(Advertisement heard);
  void finish();
  void fail_to_read(const std::string& why);
  void fail(std::string why, bool again);

  boost::asio::io_context& io_;
  Clock& clock_;
  Replay replay_;
  std::function<void()> ended_;
  std::unique_ptr<Timer> turn_;
  RadioListener* listener_ = nullptr;  // null: stopped

  std::shared_ptr<RecordingFile> file_;  // a thread may still read it
  std::shared_ptr<bool> reading_;        // expires with what is waited for
  std::unique_ptr<PiecewiseReader> reader_;
  ReplayPace pace_;
  // Of the file; its records up to `played` are.
  struct {
    std::string bytes;
    std::size_t played = 0;
  } piece_;
  bool exhausted_ = false;  // the piece has no whole record more
  std::uint64_t advertisements_ = 0;
  std::optional<SteadyTime> retry_at_;
  std::string why_;
};

}  // namespace gatewarden::ble
