#include "adapters/ble/commission/recorder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace gatewarden::ble {

namespace {

// More than an advertisement takes: of each piece the record's head, the event's and the report's.
std::uint64_t most_of(const Advertisement& advertisement) {
  constexpr std::uint64_t kPiece = 64, kData = 229;
  const std::uint64_t data = advertisement.payload.size();
  return data + kPiece * (1 + data / kData);
}

}  // namespace

Result<std::unique_ptr<Recorder>> Recorder::create(const std::string& file, std::uint64_t most_bytes,
                                                   std::function<void()> done) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND, 0600);
  if (descriptor < 0) {
    const std::string why = errno == EEXIST ? "it is there already: name a new one, or remove it"
                                            : std::generic_category().message(errno);
    return Error{"the recording " + file + " cannot be made: " + why};
  }
  std::unique_ptr<Recorder> recorder(new Recorder(descriptor, file, most_bytes, std::move(done)));
  recorder->flush();
  if (!recorder->why().empty()) return Error{recorder->why()};
  return recorder;
}

Recorder::Recorder(int descriptor, std::string file, std::uint64_t most_bytes, std::function<void()> done)
    : descriptor_(descriptor), file_(std::move(file)), most_bytes_(most_bytes), done_(std::move(done)) {}

Recorder::~Recorder() {
  flush();
  ::close(descriptor_);
}

void Recorder::heard(const Advertisement& advertisement) {
  if (over_) return;
  if (bytes() + most_of(advertisement) > most_bytes_) {
    over_ = true;
    return done_();
  }
  writer_.write(advertisement);
  ++advertisements_;
  if (bytes() - written_ >= kAtOnce) flush();
}

// In one call, so that a crash between two leaves whole records. What a full disk took of the last one is taken back.
void Recorder::flush() {
  const std::string waiting = waiting_.str();
  if (waiting.empty() || !why_.empty()) return;
  const ssize_t done = ::write(descriptor_, waiting.data(), waiting.size());
  if (done < 0 && errno == EINTR) return;
  waiting_.str({});
  if (done != static_cast<ssize_t>(waiting.size())) return fail(done < 0 ? errno : ENOSPC);
  written_ += waiting.size();
}

void Recorder::fail(int error) {
  (void)!::ftruncate(descriptor_, static_cast<off_t>(written_));
  why_ = "the recording " + file_ + " cannot be written: " + std::generic_category().message(error);
  if (!std::exchange(over_, true) && done_) done_();
}

}  // namespace gatewarden::ble
