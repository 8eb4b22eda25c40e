#include <catch2/catch.hpp>

#include "gateway/mqtt/packet_tickets.hpp"

using gatewarden::mqtt::PacketTickets;

TEST_CASE("an acknowledged packet names its publish once, and packets of others name none") {
  PacketTickets tickets;
  tickets.publish(70);
  tickets.published_as(1, 70);
  CHECK_FALSE(tickets.take_publish(2));
  CHECK(tickets.take_publish(1) == 70U);
  CHECK_FALSE(tickets.take_publish(1));
}

TEST_CASE("packet ids of publishes and of subscriptions are apart") {
  PacketTickets tickets;
  tickets.published_as(1, 70);
  tickets.subscribed_as(1, 80);
  CHECK(tickets.take_subscription(1) == 80U);
  CHECK(tickets.take_publish(1) == 70U);
}

TEST_CASE("a publish completes once: by its acknowledgement, or with the end of the link") {
  PacketTickets tickets;
  tickets.publish(70);
  tickets.publish(71);
  tickets.publish(72);
  CHECK(tickets.complete(71));
  CHECK_FALSE(tickets.complete(71));
  CHECK(tickets.give_up() == std::set<gatewarden::mqtt::Ticket>{70, 72});
  CHECK_FALSE(tickets.complete(70));
  CHECK(tickets.give_up().empty());
}
