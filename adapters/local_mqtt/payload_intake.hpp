// Takes payloads: they become samples of the children on their topic; unlisted devices are learned or
// counted. A learned device has one record, whatever topics name it: that of the first shows where it is. Retained
// payloads, whose age nobody knows, are only counted unless the settings take them, and are never a sign of life. What
// a device sends beyond its share of the link's budget is only counted. Time is an argument.
//
// A topic may have any number of children, and each reads the payload for itself: that is done in turns of kTurnBytes,
// between which the loop's others have theirs. Meanwhile no other payload may come (mqtt::Session::pause): then nothing is
// lost and the order stays, for one copy of the payload.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/local_mqtt/child_table.hpp"
#include "adapters/local_mqtt/payload/payload_decoder.hpp"
#include "adapters/local_mqtt/settings.hpp"
#include "adapters/local_mqtt/topics/subscriptions.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/sample/directory.hpp"
#include "gateway/sample/link_budget.hpp"

namespace gatewarden::local_mqtt {

class PayloadIntake {
 public:
  // Longer topics, in bytes, teach nothing. AWS allows 256, most brokers 65,535.
  static constexpr std::size_t kMaxLearnedTopic = 1024;
  // Of one turn, of which each child takes what LinkBudget counts for the payload: 0.5 to 2 ms.
  static constexpr std::size_t kTurnBytes = 512 * 1024;

  // Budget, sink and directory outlive it; without a directory unlisted devices are only counted.
  PayloadIntake(std::string link, const Settings& settings, LinkBudget& budget, SampleSink& sink,
                Directory* directory);

  void assign(const std::vector<Assignment>& devices);
  void release(DeviceId device);
  void serve(const Assignment& device);                        // Link::serve
  bool hears(DeviceId device, const std::any& address) const;  // Link::hears
  std::uint64_t samples() const { return counts_.samples; }    // Link::samples
  // Of all children, valid until the next assign(), serve(), release() or take().
  Subscriptions::Topics topics() const;

  // `subscribed` tells who publishes to a topic of no child. False: its turn is over, but not all children have read it:
  // go_on() until that is true, and take nothing before. A child that leaves meanwhile reads no more of it.
  bool take(const mqtt::Message& message, SteadyTime at, const Subscriptions& subscribed);
  bool go_on();
  bool under_way() const { return !shared_.payload.empty(); }
  void give_up() { shared_ = {}; }  // what is under way

  void show(LinkSnapshot& shown) const;
  std::string topic(DeviceId device) const;  // empty: not here
  // `link_down`: see ChildHealth.
  DeviceSnapshot device(DeviceId device, SteadyTime now, const std::string& link_down) const;

 private:
  // Whom a payload is for: the child at `first` and those behind it on its topic, or that child alone.
  struct Receivers {
    std::uint32_t first = FlatIndex::kNone;
    bool alone = false;
  };
  struct Reader {
    std::uint32_t position = 0;
    DeviceId device{};
    Reading reading;
  };
  // The newest payload on its way to all who read it, in the order of their topic: first each decodes it, then it is
  // counted, since only all readings together tell whom it is for.
  struct Shared {
    std::vector<Reader> readers;
    std::size_t decoded = 0, counted = 0;
    bool too_fast = false;   // only counted
    bool is_of_one = false;  // holds what one of them reads
    bool retained = false;
    bool moved = false;  // children came or went since: positions are others
    SteadyTime at{};
    std::string topic, payload;  // from the second turn on
  };
  void share(const Receivers& receivers, const mqtt::Message& message, SteadyTime at);
  bool serve(std::string_view payload);
  void decode(Reader& reader, std::string_view payload);
  void all_decoded(std::size_t bytes);
  void count(Reader& reader, std::string_view payload);
  TopicChild* child(const Reader& reader);  // null: it left
  void count(TopicChild& child, const Reading& reading, std::string_view payload);
  void log_news(const TopicChild& child, ChildHealth::News news) const;
  // The learned device's position, or kNone.
  std::uint32_t learn(std::string_view topic, const Subscriptions& subscribed);

  const std::string link_;
  const bool takes_retained_;
  LinkBudget& budget_;
  SampleSink& sink_;
  Directory* const directory_;
  ChildTable children_;
  PayloadDecoder decoder_;
  Shared shared_;
  Reading too_fast_;  // of a payload that is passed over

  struct Counts {
    std::uint64_t payloads = 0, bytes = 0, empty = 0, retained_ignored = 0;
    std::uint64_t samples = 0, missing = 0, learned = 0, unknown = 0;
    PayloadFaults faults;
  } counts_;
  std::string last_unknown_;
};

}  // namespace gatewarden::local_mqtt
