// Writes what a radio hears as a btsnoop file, which every Bluetooth tool opens. Only whole records are in the file at any
// moment, so that whoever is killed, or finds the disk full, leaves a file that can be played.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <sstream>
#include <string>

#include "adapters/ble/air/btsnoop_writer.hpp"
#include "adapters/ble/radio/radio.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::ble {

class Recorder final : public RadioListener {
 public:
  static constexpr std::size_t kAtOnce = 64 * 1024;  // bytes that wait for flush()

  // A new file, for its owner only: it tells who was near. What is there stays, and is an error.
  static Result<std::unique_ptr<Recorder>> create(const std::string& file, std::uint64_t most_bytes,
                                                  std::function<void()> done);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  ~Recorder() override;

  void heard(const Advertisement& advertisement) override;
  // What waits; to be called now and then.
  void flush();

  std::uint64_t advertisements() const { return advertisements_; }
  std::uint64_t bytes() const { return writer_.bytes(); }
  const std::string& why() const { return why_; }  // it writes no more; empty: it does

 private:
  Recorder(int descriptor, std::string file, std::uint64_t most_bytes, std::function<void()> done);
  void fail(int error);

  int descriptor_;
  std::string file_;
  std::uint64_t most_bytes_;
  std::function<void()> done_;  // once: it is full, or cannot be written
  std::ostringstream waiting_;
  BtsnoopWriter writer_{waiting_};
  std::uint64_t written_ = 0, advertisements_ = 0;
  bool over_ = false;
  std::string why_;
};

}  // namespace gatewarden::ble
