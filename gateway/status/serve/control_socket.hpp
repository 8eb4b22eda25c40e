// The Unix socket on which `gatewarden status` asks the running gateway. It stands in the state directory
// (0700) with mode 0600: only those who may read the state may ask.
//
// A request is a JSON object on a line, the answer one document on a line (documents.hpp):
//   {"ask":"status"}    {"ask":"child","thing":"plant7-gw:meter-4"}
// On the loop's thread, in small steps: long answers are made and written piece by piece, and a client that
// does not read, says nothing or says too much is closed. No client can hold the loop or grow its memory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/status/snapshot.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::status {

class ControlSocket {
 public:
  static constexpr std::size_t kMaxClients = 16;

  // Replaces the socket file of a dead gateway; that of a living one is an error. `source` and
  // `clock` outlive it.
  static Result<std::unique_ptr<ControlSocket>> open(boost::asio::io_context& io, Clock& clock,
                                                     const std::filesystem::path& state_directory,
                                                     const StatusSource& source);
  ~ControlSocket();  // closes every client and removes the file

 private:
  class Server;
  explicit ControlSocket(std::shared_ptr<Server> server);
  std::shared_ptr<Server> server_;  // shared with operations under way, which find it closed
};

}  // namespace gatewarden::status
