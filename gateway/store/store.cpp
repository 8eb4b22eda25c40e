#include "gateway/store/store.hpp"

#include "gateway/store/store_writer.hpp"

namespace gatewarden {

Store::Store(std::unique_ptr<StoreWriter> writer) : writer_(std::move(writer)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, StoreSettings settings) {
  auto writer = std::make_unique<StoreWriter>(file, std::move(settings));
  const auto trouble = writer->begin();
  if (trouble && !may_pass(*trouble)) return Error{trouble->text};
  writer->start();
  return std::unique_ptr<Store>(new Store(std::move(writer)));
}

StoredState Store::load() { return writer_->take_state(); }
bool Store::lost_ids() const { return writer_->lost_ids(); }
StoreHealth Store::health() const { return writer_->health(); }
void Store::flush(Done done) { writer_->flush(std::move(done)); }
void Store::close() { writer_->stop(); }
void Store::reserve_report_ids(std::uint64_t ceiling, Done done) {
  writer_->reserve(ceiling, std::move(done));
}

void Store::record_sent(const std::string& thing, ThingRecord record) {
  writer_->change([&](StateChanges& pending) { pending.put_sent(thing, std::move(record)); });
}
void Store::record_alive(WallTime now) {
  writer_->change([&](StateChanges& pending) { pending.alive = now; });
}
void Store::record_learned(const LearnedChild& child) {
  writer_->change([&](StateChanges& pending) { pending.learn(child); });
}
void Store::record_forgotten(const ForgottenChild& child) {
  writer_->change([&](StateChanges& pending) { pending.forget(child); });
}
void Store::drop_forgotten(const std::string& thing) {
  writer_->change([&](StateChanges& pending) { pending.forgotten[thing] = std::nullopt; });
}
void Store::record_device_memory(const std::string& thing, std::string text) {
  writer_->change([&](StateChanges& pending) { pending.device_memory[thing] = std::move(text); });
}
void Store::forget_learned(const std::string& link, const std::string& identity) {
  writer_->change([&](StateChanges& pending) { pending.learned[{link, identity}] = std::nullopt; });
}

}  // namespace gatewarden
