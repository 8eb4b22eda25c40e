#include "adapters/local_mqtt/payload_intake.hpp"

#include <cassert>

#include "gateway/base/log.hpp"

namespace gatewarden::local_mqtt {

PayloadIntake::PayloadIntake(std::string link, const Settings& settings, LinkBudget& budget, SampleSink& sink,
                             Directory* directory)
    : link_(std::move(link)),
      takes_retained_(settings.retained),
      budget_(budget),
      sink_(sink),
      directory_(directory),
      decoder_(settings.max_payload) {
  too_fast_.fail(Fault::too_fast, [&] {
    return Explanation{
        "", "it publishes more than `bytes_per_second: " + std::to_string(settings.bytes_per_second) +
                "`: what is more is not looked at"};
  });
}

Subscriptions::Topics PayloadIntake::topics() const { return children_.topics(); }

void PayloadIntake::assign(const std::vector<Assignment>& devices) {
  children_.assign(devices);
  shared_.moved = true;
}

void PayloadIntake::release(DeviceId device) {
  children_.remove(device);
  shared_.moved = true;
}

void PayloadIntake::serve(const Assignment& device) {
  children_.serve(device);
  shared_.moved = true;
}

bool PayloadIntake::hears(DeviceId device, const std::any& address) const {
  const TopicChild* child = children_.find(device);
  const auto* wanted = std::any_cast<Address>(&address);
  return child != nullptr && wanted != nullptr && child->topic == wanted->topic;
}

bool PayloadIntake::take(const mqtt::Message& message, SteadyTime at, const Subscriptions& subscribed) {
  assert(!under_way());
  ++counts_.payloads;
  counts_.bytes += message.payload.size();
  if (message.payload.empty()) {  // it deletes a retained value; the device said nothing
    ++counts_.empty;
    return true;
  }
  if (message.retained && !takes_retained_) {
    ++counts_.retained_ignored;
    return true;
  }
  Receivers receivers{children_.find(message.topic)};
  if (receivers.first == FlatIndex::kNone) receivers = {learn(message.topic, subscribed), true};
  if (receivers.first == FlatIndex::kNone) {
    ++counts_.unknown;
    last_unknown_ = message.topic.substr(0, kMaxExample);
    return true;
  }
  share(receivers, message, at);
  if (serve(message.payload)) return true;
  shared_.topic = message.topic;
  shared_.payload = message.payload;
  return false;
}

bool PayloadIntake::go_on() {
  if (!serve(shared_.payload)) return false;
  std::string().swap(shared_.payload);
  return true;
}

void PayloadIntake::share(const Receivers& receivers, const mqtt::Message& message, SteadyTime at) {
  shared_.readers.clear();
  for (auto i = receivers.first; i != FlatIndex::kNone;
       i = receivers.alone ? FlatIndex::kNone : children_[i].next)
    shared_.readers.push_back({i, children_[i].device, {}});
  shared_.too_fast = !budget_.takes(children_[receivers.first].taken, at);
  shared_.decoded = shared_.too_fast ? shared_.readers.size() : 0;
  shared_.counted = 0;
  shared_.is_of_one = shared_.moved = false;
  shared_.retained = message.retained;
  shared_.at = at;
}

// One turn. True: all have read it.
bool PayloadIntake::serve(std::string_view payload) {
  std::vector<Reader>& readers = shared_.readers;
  std::size_t done = 0;
  for (; shared_.decoded < readers.size(); ++shared_.decoded) {
    if (done >= kTurnBytes) return false;
    decode(readers[shared_.decoded], payload);
    done += payload.size() + LinkBudget::kPayloadBytes +
            readers[shared_.decoded].reading.members * LinkBudget::kMemberBytes;
    if (shared_.decoded + 1 == readers.size()) all_decoded(payload.size());
  }
  // The first is no turn of its own: most have a topic for themselves.
  for (; shared_.counted < readers.size(); ++shared_.counted) {
    if (done >= kTurnBytes && shared_.counted > 0) return false;
    count(readers[shared_.counted], payload);
    done += LinkBudget::kPayloadBytes;
  }
  return true;
}

TopicChild* PayloadIntake::child(const Reader& reader) {
  if (!shared_.moved) return &children_[reader.position];
  const auto position = children_.position(reader.device);
  if (position == FlatIndex::kNone || children_[position].topic != shared_.topic) return nullptr;
  return &children_[position];
}

void PayloadIntake::decode(Reader& reader, std::string_view payload) {
  const TopicChild* reading = child(reader);
  if (reading == nullptr) return;
  const auto turn = shared_.decoded == 0 ? PayloadDecoder::Turn::first : PayloadDecoder::Turn::next;
  reader.reading =
      decoder_.decode(children_.plan(*reading).plan, payload, reading->first, shared_.at, sink_, turn);
}

void PayloadIntake::all_decoded(std::size_t bytes) {
  std::size_t members = 0;
  for (const Reader& reader : shared_.readers) {
    members += reader.reading.members;
    shared_.is_of_one |= reader.reading.found > 0;
  }
  Allowance left;
  TopicChild* first = child(shared_.readers.front());
  budget_.took(first != nullptr ? first->taken : left, bytes, shared_.readers.size(), members, shared_.at);
}

void PayloadIntake::count(Reader& reader, std::string_view payload) {
  TopicChild* its = child(reader);
  if (its == nullptr) return;
  if (shared_.too_fast) return count(*its, too_fast_, payload);
  if (reader.reading.has_none && shared_.is_of_one) return its->health.passed_by();
  count(*its, reader.reading, payload);
}

void PayloadIntake::count(TopicChild& child, const Reading& reading, std::string_view payload) {
  if (!shared_.retained) {
    child.health.heard(shared_.at);
    sink_.heard(child.device, shared_.at);
  }
  if (child.health.took(reading)) child.health.explain(none_of(children_.plan(child).plan, payload));
  if (const auto news = child.health.news(shared_.at)) log_news(child, *news);
  counts_.samples += reading.samples;
  counts_.missing += reading.missing;
  if (!reading.clean()) counts_.faults.add(reading.faults);
}

// Such a device lives, and would otherwise lack its values unseen.
void PayloadIntake::log_news(const TopicChild& child, ChildHealth::News news) const {
  if (news == ChildHealth::News::well) {
    log::info("local_mqtt", "payloads_of_use",
              {{"link", link_}, {"thing", child.thing}, {"topic", child.topic}});
  } else {
    log::warning(
        "local_mqtt", news == ChildHealth::News::faulty ? "payloads_faulty" : "payloads_in_vain",
        {{"link", link_},
         {"thing", child.thing},
         {"topic", child.topic},
         {"why", child.health.why()},
         {"remedy", "`gatewarden status " + child.thing + "` shows where; does the profile fit it?"}});
  }
}

std::uint32_t PayloadIntake::learn(std::string_view topic, const Subscriptions& subscribed) {
  if (directory_ == nullptr || topic.size() > kMaxLearnedTopic) return FlatIndex::kNone;
  const auto identity = subscribed.identity(topic);
  if (!identity) return FlatIndex::kNone;
  const auto learned = directory_->learn(link_, *identity);
  if (!learned || !learned->profile) return FlatIndex::kNone;
  if (const auto known = children_.position(learned->device); known != FlatIndex::kNone) return known;
  ++counts_.learned;
  return children_.add(*learned, topic);
}

void PayloadIntake::show(LinkSnapshot& shown) const {
  shown.devices = children_.size();
  shown.samples = counts_.samples;
  shown.errors = counts_.faults.lost();
  shown.unknown = counts_.unknown;
  shown.last_unknown = last_unknown_;
  shown.counters["payloads"] = counts_.payloads;
  shown.counters["payload_bytes"] = counts_.bytes;
  shown.counters["retained_ignored"] = counts_.retained_ignored;
  shown.counters["empty"] = counts_.empty;
  shown.counters["learned"] = counts_.learned;
  shown.counters["missing"] = counts_.missing;
  shown.counters.merge(counts_.faults.by_name());
}

std::string PayloadIntake::topic(DeviceId device) const {
  const TopicChild* child = children_.find(device);
  return child == nullptr ? std::string() : child->topic;
}

DeviceSnapshot PayloadIntake::device(DeviceId device, SteadyTime now, const std::string& link_down) const {
  const TopicChild* child = children_.find(device);
  if (child == nullptr) return {};
  DeviceSnapshot shown = child->health.snapshot(children_.plan(*child).profile->every, now, link_down);
  shown.origin = link_ + " " + child->topic;
  return shown;
}

}  // namespace gatewarden::local_mqtt
