#include "gateway/config/codes.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace gatewarden::config {
namespace {

constexpr std::array kCodes{
    // Files
    CodeEntry{"F001", "a file cannot be read",
              "Check its path (relative to the file that includes it) and who may read it."},
    CodeEntry{"F002", "a file is not YAML in UTF-8",
              "Correct the text at this place: indentation with spaces, brackets and quotes closed."},
    CodeEntry{"F003", "a file is too large, too deep or too rich in aliases",
              "Say many children in one entry (ids:, ranges), or include: a CSV file."},
    CodeEntry{"F004", "a key or name stands twice", "Keep one of the two; both places are named."},
    CodeEntry{
        "F005", "a part of YAML that is not taken",
        "No merge keys (<<), tags (!x), keys that are not plain words, second documents, or aliases inside "
        "their anchors."},
    CodeEntry{"F006", "an environment variable is not set",
              "Set it for the service, or write a default: ${NAME:-default}."},
    CodeEntry{"F007", "a variable is malformed",
              "Write ${NAME} or ${NAME:-default}; $${ stands for ${ itself."},
    CodeEntry{"F008", "an include that cannot be followed",
              "Include every file once, by a path or a pattern that fits one."},
    CodeEntry{
        "F009", "a CSV file is malformed",
        "Begin with a row of keys; give every row as many cells; close quotes and double those inside."},
    // Shape
    CodeEntry{"F010", "an unknown key",
              "Use the key that was meant; schemas/FLEET.md and `gatewarden explain` have all of them."},
    CodeEntry{"F011", "a key is missing", "Add it."},
    CodeEntry{"F012", "a value of the wrong kind",
              "Write a map, a list or a single value, as the error says."},
    CodeEntry{"F013", "too many or too few of keys that exclude each other",
              "Keep exactly one (or at most one) of them."},
    CodeEntry{
        "F014", "an environment variable that may hold a secret",
        "Secrets stand in files (..._file keys); give anything else a name without KEY, TOKEN, SECRET, PASSWORD "
        "or CREDENTIAL, and not AWS_... (but AWS_IOT_THING_NAME and AWS_REGION are taken)."},
    CodeEntry{
        "F015", "a file that is not of a fleet",
        "Name the fleet file itself, and in include: only files with links, profiles or children. Nothing of another "
        "file is shown, since it may hold secrets."},
    // Values
    CodeEntry{"F020", "not a duration in its range", "Write a number and a unit: 500ms, 10s, 5m, 1h."},
    CodeEntry{"F021", "not a whole number in its range",
              "Write digits without quotes and without a leading zero, or 0x and hexadecimal ones."},
    CodeEntry{"F022", "not a number in its range", "Write a number without quotes."},
    CodeEntry{"F023", "not true or false", "Write true or false; yes, no, on and off are words."},
    CodeEntry{"F024", "not one of the words that may stand here", "Use one of the words the error lists."},
    CodeEntry{"F025", "a text that is empty, too long or malformed",
              "Write the text as the error describes it."},
    CodeEntry{
        "F026", "not a host, or not a host and port",
        "Write host, host:port or [IPv6]:port; a name has letters, digits, hyphens and dots, and no other "
        "address than a whole one is taken (10.0.0.5, not 10.5)."},
    CodeEntry{"F027", "a list or map that is empty or too long", "Add an entry, or divide it."},
    CodeEntry{"F028", "a name of a link or profile that may not be",
              "Begin with a letter or digit; use a-z A-Z 0-9 _ . - only."},
    CodeEntry{"F029", "a character that cannot be seen",
              "Leave out control characters, line ends, direction marks and zero-width characters."},
    // Children
    CodeEntry{"F030", "not a thing name",
              "Use a-z A-Z 0-9 : _ - only, at most 128; gateway.names: unregistered takes other characters, "
              "but never / + #."},
    CodeEntry{"F031", "two children with one name", "Rename one; both places are named."},
    CodeEntry{"F032", "a child with the gateway's own name", "Rename the child: the gateway reports itself."},
    CodeEntry{"F033", "an unknown profile", "Use a name from profiles:, or add it there."},
    CodeEntry{"F034", "an unknown link", "Use a name from links:, or add it there."},
    CodeEntry{"F035", "a profile of another protocol",
              "Use a profile whose from: is written for the link's protocol."},
    CodeEntry{"F036", "an entry that would give many children one name",
              "Put {id} or the key with the range ({unit}) into thing."},
    CodeEntry{"F037", "a placeholder that nothing fills in",
              "Use one of those the error lists; {{ stands for a brace."},
    CodeEntry{"F038", "a range that is malformed", "Write rising numbers, each once: 1-4,7."},
    CodeEntry{"F039", "too many children",
              "Divide them among gateways: one connection carries 30000 at most."},
    // Metrics
    CodeEntry{"F040", "not a name for a custom metric",
              "Use a-z A-Z 0-9 : _ - only, at most 128, not beginning with aws:."},
    CodeEntry{"F041", "one custom metric with two types", "Give it one type everywhere, or two names."},
    CodeEntry{"F042", "an aggregate that does not fit the type", "Use one of those the error lists."},
    CodeEntry{"F043", "from: is missing, or stands where the gateway knows the value",
              "Say where the device keeps the value; leave it out for reachable and seconds_since_seen."},
    CodeEntry{"F044", "a type that the metric cannot have",
              "Leave type: out for standard metrics; for custom ones use number, number-list, string-list or "
              "ip-address-list."},
    CodeEntry{"F046", "a key that changes nothing for this metric", "Leave it out."},
    // Uplink
    CodeEntry{"F050", "a name for learned children that cannot work", "Write a thing name with {id} in it."},
    CodeEntry{"F051", "reports that follow too fast",
              "Set gateway.reports.interval to the floor or more: 300s for AWS."},
    CodeEntry{"F052", "a floor where AWS sets it", "Leave floor: out, or set service: stand-in."},
    CodeEntry{"F053", "no TLS towards AWS", "Leave tls: out, or set service: stand-in or broker."},
    CodeEntry{"F054", "a certificate without its key, or without use",
              "Give certificate and private_key together, with tls."},
    CodeEntry{"F055", "more than AWS takes on a connection",
              "Stay within the limit the error names, or set service: stand-in."},
    CodeEntry{"F056", "two destinations where one may be",
              "Keep one way to the service (mqtt or greengrass), one stdout, and one entry for a file."},
    CodeEntry{"F057", "not a topic for a mirror",
              "Write a topic without + and #, of at most 256 bytes and 7 slashes, that is not reserved; "
              "$aws/rules/<rule>/... is Basic Ingest."},
    CodeEntry{"F058", "an uplink that publishes nothing",
              "Add a mirror, or leave defender: and service: out."},
    CodeEntry{"F059", "credentials for a proxy that are halved, or without use",
              "Give proxy_username and proxy_password_file together, with proxy."},
    CodeEntry{"F060", "a password would cross the network in the clear",
              "Leave tls: out, or use a broker on this machine (localhost, 127.0.0.1, ::1)."},
    CodeEntry{"F061", "Device Defender on a mere broker", "Leave defender: out, or set service: stand-in."},
};

std::string row(const CodeEntry& entry) {
  return std::string("| ") + entry.code + " | " + entry.what + " | " + entry.remedy + " |\n";
}

}  // namespace

std::span<const CodeEntry> codes() { return kCodes; }

std::string codes_table(std::span<const Protocol* const> protocols) {
  std::string table = "| code | what is wrong | what to do |\n|---|---|---|\n";
  for (const CodeEntry& entry : kCodes) table += row(entry);
  for (const Protocol* protocol : protocols) {
    for (const CodeEntry& entry : protocol->codes) table += row(entry);
  }
  return table;
}

}  // namespace gatewarden::config
