// Bytes to and from the other side of a link. A TCP connection today (tcp_stream.hpp); a serial port, TLS or
// a device that dials in are other streams.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace gatewarden::modbus {

// Called by the loop, never from inside a call to the stream.
class StreamListener {
 public:
  virtual void opened() = 0;
  // The bytes are lent for the duration of the call.
  virtual void received(std::span<const std::uint8_t> bytes) = 0;
  // Could not be opened, or was closed by the other side or by an error; not after close(). `why` in words.
  virtual void closed(const std::string& why) = 0;

 protected:
  ~StreamListener() = default;
};

class Stream {
 public:
  virtual ~Stream() = default;
  // One opened() or closed() follows. Only while closed; the listener outlives the stream or calls close().
  virtual void open(StreamListener& listener) = 0;
  // The listener hears nothing more.
  virtual void close() = 0;
  // Sends all of it at once, or as soon as the other side takes it. Only while open; a failure becomes
  // closed().
  virtual void send(std::span<const std::uint8_t> bytes) = 0;
};

}  // namespace gatewarden::modbus
