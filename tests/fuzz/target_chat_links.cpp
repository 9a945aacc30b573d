// SPDX-License-Identifier: MIT
// An input is a text that may name a chat.
#include <awaitgram/peers/parse_link.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "targets.hpp"

namespace fuzz {

namespace {

using namespace awaitgram;
using target_kind = chat_link::target;

void require_same(const std::string& text, target_kind to, std::string_view name) {
    const auto again = parse_chat_link(text);
    require(again && again->to == to && again->name == name, "a link has one meaning");
}

/// The bit of a link, or of an error.
std::uint32_t read(std::string_view text) {
    const auto link = parse_chat_link(text);
    if (!link)
        return 1U << (8 + static_cast<unsigned>(link.error()));
    require(link->message >= 0 && link->thread >= 0 && link->comment >= 0, "numbers are positive");
    const auto& name = link->name;
    switch (link->to) {
    case target_kind::self:
        break;
    case target_kind::id:
        require(peer_id::from_dialog_id(link->id).has_value(), "an id is one that a chat can have");
        break;
    case target_kind::username:
        require(is_username(name), "a name is one that can be in use");
        require_same('@' + name, target_kind::username, name);
        require_same("tg://resolve?domain=" + name, target_kind::username, name);
        break;
    case target_kind::phone:
        require(name.size() >= 5 && name.size() <= 15, "a phone number has 5 to 15 digits");
        require_same('+' + name, target_kind::phone, name);
        break;
    case target_kind::invite:
        require_same("t.me/joinchat/" + name, target_kind::invite, name);
        break;
    }
    return 1U << static_cast<unsigned>(link->to);
}

std::uint32_t run(byte_view bytes) {
    const std::string text(bytes.begin(), bytes.end());
    // Around what Telegram's links have in common, too, so that a fuzzer gets behind it soon.
    return read(text) | read("https://t.me/" + text) | read("tg://resolve?" + text);
}

std::vector<byte_buffer> seeds() {
    std::vector<byte_buffer> all;
    for (const std::string_view text :
         {"@durov",
          "me",
          "-1001234567890",
          "123456789",
          "+999 66 123-456",
          "+12",
          "https://t.me/durov/15?single&comment=7",
          "t.me/c/1234567890/7/5",
          "t.me/joinchat/AbC_-d123",
          "+AbC",
          "durov.t.me",
          "addstickers/Animals",
          "%64urov",
          "domain=durov&post=15",
          "phone=99966123456",
          "tg://privatepost?channel=1234567890&post=5",
          "tg://user?id=5",
          "@a__b",
          "-99999999999999999999",
          ""})
        all.emplace_back(text.begin(), text.end());
    return all;
}

} // namespace

const target chat_links{
    "chat_links",
    run,
    seeds,
    // Each kind of link, and each error of the parser.
    0x1F | 0x7E << 8};

} // namespace fuzz
