// What a broker or nucleus lets the gateway do: connect, subscribe the answers, publish a report and hear what the service
// says of it. The uplink itself does it, with one report and a session that is watched.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/app/connect/step.hpp"
#include "gateway/app/connect/watched_session.hpp"
#include "gateway/batch/publication_source.hpp"
#include "gateway/uplink/uplink.hpp"

namespace gatewarden::app {

class Rights final : public PublicationSource, public OutcomeSink {
 public:
  // For a CONNACK, a SUBACK, a PUBACK and the service's answer, each.
  static constexpr Duration kPatience = std::chrono::seconds(12);

  // Asked for once the answers are subscribed. An error is told, and nothing is published; nothing: so it is wanted.
  using Made = std::function<void(Result<std::optional<Publication>>)>;
  using Make = std::function<void(Made)>;
  // `done` comes from the loop, once, with the connection closed; it may destroy this.
  Rights(Clock& clock, UplinkSettings settings, mqtt::SessionFactory sessions, Make make, Tell tell,
         std::function<void()> done);
  ~Rights() override;
  void start();

  std::optional<Publication> next(SteadyTime now) override;
  std::optional<SteadyTime> due() const override;
  void sent(DeviceId device, ReportId id, SteadyTime at) override;
  void settled(const Outcome& outcome) override;

 private:
  enum class Stage : std::uint8_t { connecting, subscribing, making, publishing, over };
  void connected();
  void lost(const std::string& why, std::optional<std::uint8_t> reason);
  void subscribed(const std::vector<std::uint8_t>& codes);
  void make_report();
  void made(const Result<std::optional<Publication>>& report);
  void too_late();
  void enter(Stage stage, Duration patience);
  void say(Step::Verdict verdict, std::string said, std::string remedy = {});
  void finish();
  std::string publish_remedy() const;

  Clock& clock_;
  const UplinkSettings settings_;
  const SessionWatch watch_;
  Make make_;
  Tell tell_;
  std::function<void()> done_;
  Stage stage_ = Stage::connecting;
  bool hears_ = false;  // answers
  std::optional<Publication> report_;
  std::unique_ptr<Timer> deadline_, end_;
  std::unique_ptr<Uplink> uplink_;
};

}  // namespace gatewarden::app
