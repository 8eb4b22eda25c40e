// The socket of a library that can do nothing but connect, led to us and nobody else: the library connects to a
// listener that accepts no one; then its descriptor becomes one end of a pair, and the listener is gone. No byte goes
// over the network, and no other process ever has an end.
#pragma once

#include <cstdint>
#include <functional>

#include "gateway/base/result.hpp"
#include "gateway/mqtt/connection/packet_cursor.hpp"

namespace gatewarden::mqtt {

class LibrarySocket {
 public:
  LibrarySocket() = default;
  ~LibrarySocket();
  LibrarySocket(const LibrarySocket&) = delete;
  LibrarySocket& operator=(const LibrarySocket&) = delete;

  // `connect` makes the library connect to 127.0.0.1 and the port, without writing, and returns its descriptor, -1 if
  // there is none. It does not wait: the way is known to be open. Errors as LocalDoor::open()'s.
  Result<void> join(const std::function<int(std::uint16_t port)>& connect);

  // Bytes for the library, as many as fit; from the library, 0: none.
  std::size_t give(Octets bytes) const;
  std::size_t take(std::span<std::uint8_t> into) const;
  // Some that the library did not read yet.
  bool has_unread() const;

 private:
  int ours_ = -1;
  int theirs_ = -1;  // the library closes it
};

}  // namespace gatewarden::mqtt
