// One connection of a FakeNucleus.
#pragma once

#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "gateway/greengrass/event_stream.hpp"
#include "tests/support/fake_nucleus.hpp"

namespace gatewarden::test {

class FakeNucleus::Peer : public std::enable_shared_from_this<Peer> {
 public:
  Peer(boost::asio::local::stream_protocol::socket socket, FakeNucleus& nucleus);

  void listen();
  void close();
  void deliver(const std::string& topic, const std::string& payload);
  void send(const greengrass::Frame& frame);
  void send_raw(std::string_view bytes);
  void end_subscriptions();
  void lose_subscriptions();
  // `pointer`: of RFC 6901.
  void tell_of_change(const std::string& pointer);
  std::size_t open_streams() const { return streams_.size(); }

 private:
  struct Stream {
    std::string filter{};    // of a subscription
    SteadyTime stands_at{};  // events are passed on from then
    bool answered = false;
    bool configuration = false;  // told of its changes
  };
  using Json = nlohmann::json;

  void heard(const greengrass::Frame& frame);
  void greeted(const greengrass::Frame& frame);
  void requested(const greengrass::Frame& frame);
  void publish(std::int32_t stream, const Json& request);
  void subscribe(std::int32_t stream, const Json& request);
  void hand_out_configuration(std::int32_t stream, const Json& request);
  void reply(std::int32_t stream, std::string_view model, std::string_view text = "{}");
  void refuse(std::int32_t stream, const std::string& code, const std::string& text);
  void hang_up();
  void write();

  boost::asio::local::stream_protocol::socket socket_;
  FakeNucleus& nucleus_;
  greengrass::FrameReader reader_;
  std::array<char, 4096> chunk_{};
  std::string out_, writing_;
  bool greeted_ = false, open_ = true, closing_ = false;
  std::int32_t last_stream_ = 0;
  std::map<std::int32_t, Stream> streams_;
};

}  // namespace gatewarden::test
