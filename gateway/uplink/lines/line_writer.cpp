#include "gateway/uplink/lines/line_writer.hpp"

#include <algorithm>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <utility>

#include "gateway/base/background_thread.hpp"
#include "gateway/base/log.hpp"
#include "gateway/uplink/lines/line_buffer.hpp"

namespace gatewarden {
namespace {

// Pieces in which a slow target frees the buffer.
constexpr std::size_t kBatchBytes = 64 * 1024;
constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();
// For a thread told to give up that waits to be scheduled.
constexpr Duration kGrace = std::chrono::milliseconds(250);

}  // namespace

// Shared by loop and thread: all below `mutex_`, which is held briefly. `target_` is the thread's alone.
class LineWriter::WriterThread {
 public:
  WriterThread(std::unique_ptr<LineTarget> target, const LineWriterSettings& settings)
      : settings_(settings), target_(std::move(target)), buffer_(settings.buffer_bytes) {
    seen_.name = target_->name();
  }

  bool offer(std::string_view line);
  void run();
  void begin_to_close();
  bool finish(SteadyTime deadline, Duration grace);
  bool over() const;
  LineWriterSnapshot snapshot() const;

 private:
  bool push(std::string_view line);
  bool has_gap() const { return settings_.gap_line && missing_ > 0; }
  void end_gap();
  void await_lines(std::unique_lock<std::mutex>& lock, SteadyTime next);
  bool write_batch(std::unique_lock<std::mutex>& lock);
  void tell_change(std::unique_lock<std::mutex>& lock, std::string trouble);

  const LineWriterSettings settings_;
  const std::unique_ptr<LineTarget> target_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;   // for the thread
  std::condition_variable ended_;  // for the closing caller
  LineBuffer buffer_;
  std::size_t wake_at_ = kNever;  // waiting bytes that wake the thread
  bool dropping_ = false;         // until the buffer is empty again
  std::uint64_t missing_ = 0;     // dropped since the last gap_line
  bool closing_ = false;
  bool given_up_ = false;
  bool over_ = false;
  LineWriterSnapshot seen_;
};

bool LineWriter::WriterThread::offer(std::string_view line) {
  bool wake = false;
  std::string why;
  {
    const std::lock_guard lock(mutex_);
    if (!closing_ && push(line)) {
      wake = buffer_.bytes() >= wake_at_;
      if (wake) wake_at_ = kNever;
    } else {
      ++seen_.dropped;
      ++missing_;
      if (closing_ || std::exchange(dropping_, true) || settings_.gap_line) return false;
      why = seen_.failed ? seen_.why : "lines come faster than they are taken";
    }
  }
  if (wake) wake_.notify_one();
  if (why.empty()) return true;
  log::warning("uplink", "lines_dropped", {{"destination", seen_.name}, {"why", why}});
  return false;
}

// Behind a gap both lines go in, or none: otherwise gap lines would take the room of others.
bool LineWriter::WriterThread::push(std::string_view line) {
  if (!has_gap()) return buffer_.push(line);
  if (!buffer_.push(settings_.gap_line(missing_) + '\n' + std::string(line))) return false;
  missing_ = 0;
  return true;
}

// When nothing waits any more, and perhaps nothing comes.
void LineWriter::WriterThread::end_gap() {
  if (has_gap() && buffer_.push(settings_.gap_line(missing_))) missing_ = 0;
}

void LineWriter::WriterThread::await_lines(std::unique_lock<std::mutex>& lock, SteadyTime next) {
  wake_at_ = 1;
  wake_.wait(lock, [this] { return closing_ || buffer_.bytes() > 0; });
  const std::size_t enough = seen_.failed ? kNever : std::max<std::size_t>(buffer_.capacity() / 2, 1);
  wake_at_ = enough;
  wake_.wait_until(lock, next, [&] { return closing_ || buffer_.bytes() >= enough; });
  wake_at_ = kNever;
}

// Begins with an empty batch: a bad path is reported at the start, not with the first report.
void LineWriter::WriterThread::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    const bool more = write_batch(lock);
    if (closing_ && seen_.failed) break;
    const Duration rest = more ? Duration::zero() : settings_.gather;
    const Duration pause = seen_.failed ? settings_.retry_interval : rest;
    await_lines(lock, std::chrono::steady_clock::now() + pause);
    if (buffer_.bytes() == 0 || given_up_) break;
  }
  over_ = true;
  ended_.notify_all();
}

// Whether more than one batch was waiting.
bool LineWriter::WriterThread::write_batch(std::unique_lock<std::mutex>& lock) {
  const std::string_view lines = whole_lines(buffer_.front(), kBatchBytes);
  const bool more = buffer_.bytes() > lines.size();
  lock.unlock();
  auto written = target_->write(lines);
  const auto ends = std::count(lines.begin(), lines.begin() + written.bytes, '\n');
  lock.lock();
  buffer_.pop(written.bytes);
  if (buffer_.bytes() == 0) end_gap();
  seen_.lines += static_cast<std::uint64_t>(ends);
  seen_.bytes += written.bytes;
  seen_.rotations += written.rotations;
  tell_change(lock, std::move(written.trouble));
  return more;
}

// Logs once when the target fails or fails differently, and once when it recovers. Not under the lock: the
// log may wait for its reader. Not once given up: the process may be ending.
void LineWriter::WriterThread::tell_change(std::unique_lock<std::mutex>& lock, std::string trouble) {
  const std::string before = std::exchange(seen_.why, std::move(trouble));
  seen_.failed = !seen_.why.empty();
  if (seen_.failed) ++seen_.failures;
  const bool flows_again = dropping_ && buffer_.bytes() == 0;
  if (flows_again) dropping_ = false;
  if (given_up_ || settings_.gap_line || (seen_.why == before && !flows_again)) return;

  const std::string now = seen_.why;
  const std::uint64_t dropped = seen_.dropped;
  lock.unlock();
  if (now != before && !now.empty()) {
    log::error("uplink", "destination_failed",
               {{"destination", seen_.name}, {"why", now}, {"now", "lines wait in a bounded buffer"}});
  } else if (now != before) {
    log::warning("uplink", "destination_recovered", {{"destination", seen_.name}});
  }
  if (flows_again) {
    log::warning("uplink", "lines_flow_again",
                 {{"destination", seen_.name}, {"dropped_since_start", dropped}});
  }
  lock.lock();
}

void LineWriter::WriterThread::begin_to_close() {
  const std::lock_guard lock(mutex_);
  closing_ = true;
  wake_.notify_one();
}

bool LineWriter::WriterThread::over() const {
  const std::lock_guard lock(mutex_);
  return over_;
}

// Whether the thread has ended.
bool LineWriter::WriterThread::finish(SteadyTime deadline, Duration grace) {
  begin_to_close();
  std::unique_lock lock(mutex_);
  if (!ended_.wait_until(lock, deadline, [this] { return over_; })) {
    given_up_ = true;
    target_->give_up();
    ended_.wait_for(lock, grace, [this] { return over_; });
  }
  if (const std::size_t left = buffer_.bytes(); left > 0 && !settings_.gap_line) {
    const std::string why = seen_.failed ? seen_.why : "they were not taken in time";
    const bool over = over_;
    lock.unlock();
    log::warning("uplink", "lines_left_behind", {{"destination", seen_.name}, {"bytes", left}, {"why", why}});
    return over;
  }
  return over_;
}

LineWriterSnapshot LineWriter::WriterThread::snapshot() const {
  const std::lock_guard lock(mutex_);
  LineWriterSnapshot snapshot = seen_;
  snapshot.waiting_bytes = buffer_.bytes();
  return snapshot;
}

LineWriter::LineWriter(std::unique_ptr<LineTarget> target, const LineWriterSettings& settings)
    : writer_(std::make_shared<WriterThread>(std::move(target), settings)) {
  thread_ = background_thread([writer = writer_] { writer->run(); });
}

LineWriter::~LineWriter() { close({}); }

bool LineWriter::offer(std::string_view line) { return writer_->offer(line); }
void LineWriter::begin_to_close() { writer_->begin_to_close(); }
bool LineWriter::over() const { return writer_->over(); }
LineWriterSnapshot LineWriter::snapshot() const { return writer_->snapshot(); }

void LineWriter::close(SteadyTime deadline) { end(deadline, kGrace); }
void LineWriter::leave() { end({}, Duration::zero()); }

void LineWriter::end(SteadyTime deadline, Duration grace) {
  if (!thread_.joinable()) return;
  if (writer_->finish(deadline, grace)) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

}  // namespace gatewarden
