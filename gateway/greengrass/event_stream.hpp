// Frames of the event stream on the Greengrass nucleus' socket (format: awslabs/aws-c-event-stream; the RPC
// on top: "Interprocess communication" in the Greengrass v2 developer guide). Big-endian:
//
//   4  total length
//   4  length of the headers
//   4  CRC-32 of these eight
//      headers, payload
//   4  CRC-32 of all before
//
// The CRC is zlib's. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatewarden::greengrass {

enum class FrameType : std::int32_t {
  application = 0,
  application_error = 1,
  ping = 2,
  ping_response = 3,
  connect = 4,
  connect_ack = 5,
  protocol_error = 6,
  internal_error = 7,
};

// Of `:message-flags`.
inline constexpr std::int32_t kAccepted = 1;         // on a connect_ack
inline constexpr std::int32_t kTerminateStream = 2;  // the sender's last on this stream

// What the RPC reads. Empty texts are not sent.
struct Frame {
  FrameType type = FrameType::application;
  std::int32_t flags = 0;
  std::int32_t stream = 0;       // 0: the connection itself
  std::string_view version{};    // of the RPC, on connect
  std::string_view operation{};  // on a request
  std::string_view model{};      // the shape of the payload
  std::string_view content_type{};
  std::string_view payload{};
};

// Many times the largest answer of the service.
inline constexpr std::size_t kMaxFrameBytes = 512 * 1024;

std::size_t frame_size(const Frame& frame);
void append_frame(std::string& out, const Frame& frame);

// Finds frames in a stream cut anywhere. Holds at most one, as far as it has arrived. After a fault none can
// be found: its end is unknown.
class FrameReader {
 public:
  explicit FrameReader(std::size_t most_bytes = kMaxFrameBytes) : most_bytes_(most_bytes) {}

  // Takes bytes up to the end of the next frame, which is valid until the next call. None: it is incomplete
  // and all bytes are taken, or the stream is broken.
  std::optional<Frame> next(std::string_view& bytes);

  bool broken() const { return !fault_.empty(); }
  const std::string& fault() const { return fault_; }

 private:
  std::optional<Frame> fail(std::string why);
  bool begin();
  std::optional<Frame> finish();

  const std::size_t most_bytes_;
  std::string buffer_;
  std::size_t wanted_ = 0;  // of the arriving frame; 0: none has begun
  std::string fault_;
};

}  // namespace gatewarden::greengrass
