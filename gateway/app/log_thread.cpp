#include "gateway/app/log_thread.hpp"

#include "gateway/base/log.hpp"
#include "gateway/uplink/lines/standard_output.hpp"

namespace gatewarden::app {
namespace {

LineWriterSettings settings() {
  LineWriterSettings made;
  made.buffer_bytes = LogThread::kMaxWaiting;
  made.gather = Duration::zero();  // who watches a log wants to see it now
  made.gap_line = [](std::uint64_t missing) {
    return log::line_now(log::Level::warning, "app", "log_lines_missing",
                         {{"lines", missing}, {"why", "standard error was not read"}});
  };
  return made;
}

}  // namespace

LogThread::LogThread(int descriptor)
    : writer_(std::make_shared<LineWriter>(std::make_unique<StandardOutput>(descriptor, "standard error"),
                                           settings())) {
  log::write_through([writer = writer_](std::string_view line) { writer->offer(line); });
}

LogThread::~LogThread() {
  log::write_through(nullptr);
  writer_->close(std::chrono::steady_clock::now() + kGoodbye);
}

}  // namespace gatewarden::app
