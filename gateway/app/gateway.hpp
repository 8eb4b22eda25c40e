// The gateway, built from sink (the uplink) to source (the links) and stopped in reverse.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/app/children/forgetting.hpp"
#include "gateway/app/children/learner.hpp"
#include "gateway/app/children/population.hpp"
#include "gateway/app/children/record_keeper.hpp"
#include "gateway/app/children/stored_device_memory.hpp"
#include "gateway/app/children/stored_learning.hpp"
#include "gateway/app/children/verdict_log.hpp"
#include "gateway/app/http_listener.hpp"
#include "gateway/app/links.hpp"
#include "gateway/app/reading/fresh_fleet.hpp"
#include "gateway/app/reading/identity_watch.hpp"
#include "gateway/app/reload/fleet_change.hpp"
#include "gateway/app/reload/turns.hpp"
#include "gateway/app/report_lines.hpp"
#include "gateway/app/view/status_view.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/batch/batcher.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/report/open_reports.hpp"
#include "gateway/report/report_ids.hpp"
#include "gateway/status/reloader.hpp"
#include "gateway/status/serve/control_socket.hpp"
#include "gateway/store/state_directory.hpp"
#include "gateway/store/store.hpp"
#include "gateway/uplink/uplink.hpp"

namespace gatewarden::app {

class Gateway final : public OutcomeSink {
 public:
  // Takes over the state directory and reads what is stored. Connects nothing yet.
  // `over_mqtt`: the uplink's sessions, instead of Paho's.
  static Result<std::unique_ptr<Gateway>> open(boost::asio::io_context& io, config::Fleet fleet,
                                               StateDirectory directory, mqtt::SessionFactory over_mqtt = {});
  ~Gateway() override;

  // Called on the loop, at most once: only a restart of the process can help. Then stop the gateway.
  using GivenUp = std::function<void(const std::string& why)>;
  // `reloader`: who carries out what is ordered on the control socket; it outlives the gateway's stop.
  Result<void> start(GivenUp given_up, status::Reloader& reloader);
  // Unaffected children and links do not notice. An error has no effect at all, and `done` gets it at once: everything that
  // can fail is tried before anything is changed. Else it comes into force in turns of the loop (FleetChange) and `done` is
  // called after the last one, on the loop; not if the gateway is stopped before. A new uplink and new report files begin
  // then, and get no report of a child that leaves. One reload at a time. `fresh`: made for the
  // report_files() of now. Touches no disk.
  using Reloaded = std::function<void(const Result<Population::Change>&)>;
  void reload(FreshFleet fresh, Reloaded done);
  std::set<std::string> report_files() const { return lines_.files(); }
  // For the status: what became of the last reload, or of the file before it.
  void note_reload(const std::string& by, const std::string& refused) { status_.reloaded(by, refused); }
  // For the status: which files the process has left itself.
  void note_confined(status::ConfinementView confinement) { status_.confined(std::move(confinement)); }
  // Takes in nothing more, sends what is due and stores what must last; `done` within kStopDeadline.
  void stop(std::function<void()> done);
  static constexpr Duration kStopDeadline = std::chrono::seconds(8);

  const status::StatusSource& view() const { return status_; }

  void sent(DeviceId device, ReportId id, SteadyTime at) override;
  void settled(const Outcome& outcome) override;

 private:
  Gateway(boost::asio::io_context& io, config::Fleet fleet, StateDirectory directory,
          std::unique_ptr<Store> store, StoredState stored, mqtt::SessionFactory over_mqtt);
  Result<mqtt::SessionFactory> sessions_of(const config::Fleet& fleet);
  void end_uplink();
  void make_uplink(ClientIdentity::Content found);
  void wake_uplink() {
    if (uplink_) uplink_->wake();
  }
  void renew_identity();
  Result<void> usable(const FreshFleet& fresh, bool new_uplink);
  void pass_reports();
  Result<void> listen(status::Reloader& reloader);
  std::optional<double> health() const;
  void second();

  boost::asio::io_context& io_;
  SystemClock clock_;
  config::Fleet fleet_;
  StateDirectory directory_;
  std::unique_ptr<Store> store_;
  std::uint64_t seed_;

  StoredDeviceMemory device_memory_;
  Registry registry_;
  OpenReports reports_;
  ReportIds ids_;
  Batcher batcher_;
  RememberedChildren remembered_;
  LearnedChildren learned_;
  Population population_;
  StoredLearning stored_learning_;
  Learner learner_;
  Forgetting forgetting_;
  RecordKeeper records_;
  VerdictLog verdicts_;
  GivenUp given_up_;
  IdentityWatch identity_;  // of the uplink, if it uses TLS
  const mqtt::SessionFactory over_mqtt_;
  mqtt::SessionFactory sessions_;  // of the uplink
  bool stopping_ = false;
  UplinkCounters uplink_count_;  // over all uplinks of this run
  std::unique_ptr<Uplink> uplink_;
  ReportLines lines_;
  Links links_;

  StatusView status_;
  std::unique_ptr<status::ControlSocket> control_;
  HttpListener http_;
  Turns turns_{io_};  // of a reload
  std::unique_ptr<Timer> second_;
};

}  // namespace gatewarden::app
