// Bytes to and from the other side of a link: TCP (tcp_stream.hpp), TLS (tls_stream.hpp), a serial port
// (serial_stream.hpp), a device that dials in (dial_in_stream.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "adapters/modbus/transport/trouble.hpp"

namespace gatewarden::modbus {

// Called by the loop, never from inside a call to the stream.
class StreamListener {
 public:
  virtual void opened() = 0;
  // The bytes are lent for the call.
  virtual void received(std::span<const std::uint8_t> bytes) = 0;
  // Opening failed, or the stream broke or was closed by the other side; not after close().
  virtual void closed(const Trouble& trouble) = 0;

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
  // Sends all bytes, at once or when the other side takes them. Only while open; failures become closed().
  virtual void send(std::span<const std::uint8_t> bytes) = 0;
  // While open: what answers there is not the device. Opened again, it tries another address of the host, if any.
  virtual void doubt() {}
  // As in the fleet file: "10.0.0.5:502", "/dev/serial/by-id/usb-FTDI_A1".
  virtual std::string endpoint() const = 0;
  // What a pending open() waits for.
  virtual std::string missing() const { return "no connection"; }
  // Callers turned away, if devices dial in.
  virtual std::uint64_t refused() const { return 0; }
};

}  // namespace gatewarden::modbus
