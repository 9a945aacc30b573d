// SPDX-License-Identifier: MIT
#include <awaitgram/api/layer.hpp>
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/api/methods/users.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "target_servers.hpp"
#include "targets.hpp"

namespace fuzz {

namespace {

namespace id = mtproto::detail::id;

namespace step {
enum : unsigned { deliver, plain, wait, close, write, press, repeat, count };
} // namespace step
namespace content {
enum : unsigned { call, container, list, ping, salts, destroy_session, drop_answer, gzip, count };
} // namespace content
namespace reached {
constexpr std::uint32_t answer = 1, error = 2, rejected = 4, new_session = 8, pong = 16, salts = 32,
                        update = 64, state_info = 128, transport_error = 256, container = 512,
                        signed_in = 1024, closed = 2048;
} // namespace reached

class clients {
public:
    explicit clients(input& from) : in_(from) {}

    std::uint32_t run() {
        for (auto left = 200; left != 0 && in_.more(); --left) {
            act();
            server_.drain([this](const testing::connection_action& action) { note(action); });
        }
        return reached_;
    }

private:
    std::int64_t known_id() {
        const auto back = in_.byte();
        if (back == 255 || sent_.empty())
            return in_.number<std::int64_t>();
        if (back >= 128 && !server_.sent_ids.empty())
            return server_.sent_ids[server_.sent_ids.size() - 1 - back % server_.sent_ids.size()];
        return sent_[sent_.size() - 1 - back % sent_.size()];
    }

    std::int64_t new_id() {
        switch (in_.below(8)) {
        case 6:
            return known_id();
        case 7: {
            const auto ahead = std::chrono::seconds(in_.number<std::int16_t>());
            sent_.push_back(ids_.next_id(server_.now + ahead, 0));
            return sent_.back();
        }
        default:
            sent_.push_back(ids_.next_id(server_.now, 0));
            return sent_.back();
        }
    }

    byte_buffer body(int depth) {
        byte_buffer out;
        const auto kind = in_.below(content::count);
        if (depth > 3)
            return out;
        switch (kind) {
        case content::call: {
            const auto bytes = in_.block();
            out.assign(bytes.begin(), bytes.end());
            edit(out, in_);
            break;
        }
        case content::container: {
            const auto count = in_.below(6);
            mtproto::append_container_header(out, count);
            for (std::size_t i = 0; i != count; ++i) {
                const auto msg_id = new_id();
                const auto seq_no = std::int32_t{in_.byte()};
                const auto inner = body(depth + 1);
                mtproto::append_inner_header(out, msg_id, seq_no, inner.size());
                append(out, inner);
            }
            break;
        }
        case content::list: {
            constexpr std::uint32_t lists[] = {
                id::msgs_ack, id::msgs_state_req, id::msg_resend_req, id::msg_resend_ans_req};
            append_le(out, lists[in_.below(4)]);
            std::vector<std::int64_t> ids(in_.below(12));
            for (auto& each : ids)
                each = known_id();
            mtproto::detail::append_longs(out, ids);
            break;
        }
        case content::ping:
            append_le(out, in_.below(2) != 0 ? id::ping_delay_disconnect : id::ping);
            append_le(out, in_.number<std::int64_t>());
            if (load_le<std::uint32_t>(out.data()) == id::ping_delay_disconnect)
                append_le(out, in_.number<std::int32_t>());
            break;
        case content::salts:
            append_le(out, id::get_future_salts);
            append_le(out, in_.number<std::int32_t>());
            break;
        case content::destroy_session:
            if (in_.below(8) == 7) {
                append_le(out, id::destroy_auth_key);
                break;
            }
            append_le(out, id::destroy_session);
            append_le(out, std::int64_t{in_.byte()});
            break;
        case content::drop_answer:
            append_le(out, id::rpc_drop_answer);
            append_le(out, known_id());
            break;
        default: {
            const auto inner = body(depth + 1);
            out = mtproto::gzip_packed_if_smaller(inner);
            if (out.empty())
                out = inner;
        }
        }
        return out;
    }

    void act() {
        switch (in_.below(step::count)) {
        case step::deliver: {
            const auto how = in_.byte();
            mtproto::message_header header{};
            header.salt = how < 0xf0 ? first_salt : in_.number<std::int64_t>();
            header.session_id = 1 + how / 8 % 3;
            header.seq_no = in_.byte();
            header.msg_id = new_id();
            last_ = sealed_for_server(how & 1, header, body(0), client_random_);
            last_connection_ = how / 2 % 4;
            server_.machine.received(last_connection_, last_, server_.now);
            break;
        }
        case step::plain: {
            const auto bytes = in_.block();
            server_.machine.received(in_.below(4), {bytes.begin(), bytes.end()}, server_.now);
            break;
        }
        case step::wait: {
            const std::chrono::milliseconds some{in_.number<std::uint16_t>()};
            server_.now += some * (1 + in_.byte() / 64 * 100);
        }
            server_.machine.tick(server_.now);
            break;
        case step::close:
            server_.machine.closed(in_.below(4));
            break;
        case step::write: {
            testing::player user{server_.machine, server_.now};
            const std::string text(in_.below(5), 'h');
            const auto reader = in_.below(2) != 0 ? 42 : alice();
            (void)user.write(alice(), reader, text, in_.byte());
            break;
        }
        case step::press: {
            testing::player user{server_.machine, server_.now};
            const auto message = std::int32_t{in_.byte()};
            (void)user.press(alice(), message, "go");
            user.read(alice(), 42, message);
            break;
        }
        default:
            if (!last_.empty())
                server_.machine.received(last_connection_, last_, server_.now);
        }
    }

    std::int64_t alice() {
        const auto* user = server_.machine.accounts().find_phone("99966000001");
        require(user != nullptr, "the user exists");
        return user->id;
    }

    void note(const testing::connection_action& action) {
        reached_ |= action.transport_error != 0 ? reached::transport_error : 0;
        reached_ |= action.close ? reached::closed : 0;
        if (action.packet.empty())
            return;
        for (const auto number : {0U, 1U}) {
            auto packet = action.packet;
            const auto opened =
                mtproto::open(client_key(number), crypto::direction::to_client, packet);
            if (!opened)
                continue;
            const auto body = byte_view{packet}.subspan(opened->offset, opened->size);
            std::vector<mtproto::inner_message> parts;
            if (!mtproto::is_container(body))
                note(body);
            else if (!mtproto::split_container(body, crypto::direction::to_client, parts))
                for (const auto& part : parts)
                    note(body.subspan(part.offset, part.size));
            reached_ |= parts.empty() ? 0 : reached::container;
        }
    }

    void note(byte_view body) {
        mtproto::detail::reader in{body};
        switch (in.uint32()) {
        case id::rpc_result:
            (void)in.int64();
            switch (in.uint32()) {
            case id::rpc_error:
                reached_ |= reached::error;
                break;
            case api::auth::authorization::tl_id:
                reached_ |= reached::signed_in;
                break;
            default:
                reached_ |= reached::answer;
            }
            break;
        case id::bad_msg_notification:
        case id::bad_server_salt:
            reached_ |= reached::rejected;
            break;
        case id::new_session_created:
            reached_ |= reached::new_session;
            break;
        case id::pong:
            reached_ |= reached::pong;
            break;
        case id::future_salts:
            reached_ |= reached::salts;
            break;
        case id::msgs_state_info:
            reached_ |= reached::state_info;
            break;
        case api::updates_::tl_id:
        case api::updateShort::tl_id:
            reached_ |= reached::update;
            break;
        }
    }

    input& in_;
    server server_;
    repeatable<crypto::random_source> client_random_;
    mtproto::message_ids ids_;
    std::vector<std::int64_t> sent_;
    byte_buffer last_;
    testing::connection_id last_connection_ = 0;
    std::uint32_t reached_ = 0;
};

std::uint32_t run(byte_view bytes) {
    input from{bytes};
    return clients{from}.run();
}

/// A client that writes its messages with rising numbers into an input.
struct written_client {
    output to{};
    unsigned seq_no = 1;
    unsigned key = 0;

    output& message(bool content_related = true) {
        to.byte(step::deliver).byte(key);
        to.byte(content_related ? seq_no : seq_no - 1).byte(0);
        seq_no += content_related ? 2 : 0;
        return to;
    }
    template <class Method>
    written_client& call(const Method& method) {
        message().byte(content::call).block(tl::encoded(method)).byte(0);
        return *this;
    }
};

std::vector<byte_buffer> seeds() {
    std::vector<byte_buffer> all;
    const auto begin = [](unsigned key) {
        written_client one;
        one.key = key;
        api::invokeWithLayer<api::initConnection<api::help::getConfig>> config;
        config.layer = api::layer;
        config.query.api_id = 1;
        one.call(config);
        return one;
    };
    const auto bot = [&] {
        auto one = begin(0);
        api::auth::importBotAuthorization sign_in;
        sign_in.api_id = 1;
        sign_in.api_hash = "hash";
        sign_in.bot_auth_token = "42:secret";
        one.call(sign_in);
        return one;
    };
    const auto add = [&](written_client& one) { all.push_back(std::move(one.to.bytes)); };
    // A bot receives a message, answers it with buttons, and is pressed.
    {
        auto one = bot();
        one.call(api::updates::getState{});
        one.to.byte(step::write).byte(3).byte(1).byte(0);
        api::messages::sendMessage text;
        api::inputPeerUser to;
        to.user_id = 1;
        text.peer = to;
        text.message = "hello @bot42_bot #tag";
        text.random_id = 9;
        api::keyboardButtonCallback button{};
        button.text = "go";
        button.data = tl::bytes{bytes_of("y")};
        api::keyboardButtonRow row{};
        row.buttons.push_back(button);
        api::replyInlineMarkup markup{};
        markup.rows.push_back(row);
        text.reply_markup = markup;
        one.call(text);
        one.to.byte(step::press).byte(2);
        api::messages::setBotCallbackAnswer answer{};
        answer.query_id = 1;
        answer.message = "pressed";
        one.call(answer);
        api::messages::setTyping typing{};
        typing.peer = to;
        typing.action = api::sendMessageTypingAction{};
        one.call(typing);
        api::updates::getDifference missed{};
        missed.pts = 1;
        missed.date = 1;
        one.call(missed);
        one.to.byte(step::repeat);
        one.call(api::auth::logOut{});
        add(one);
    }
    // A user signs in by code, and reads.
    {
        auto one = begin(1);
        api::auth::sendCode code{};
        code.phone_number = "15550001";
        code.api_id = 1;
        code.api_hash = "hash";
        code.settings = api::codeSettings{};
        one.call(code);
        api::auth::signIn sign_in{};
        sign_in.phone_number = "15550001";
        sign_in.phone_code_hash = "hash";
        sign_in.phone_code = "22222";
        one.call(sign_in);
        api::messages::getDialogs dialogs{};
        dialogs.offset_peer = api::inputPeerEmpty{};
        dialogs.limit = 10;
        one.call(dialogs);
        api::messages::getHistory history{};
        history.peer = api::inputPeerSelf{};
        history.limit = 10;
        one.call(history);
        api::messages::readHistory read{};
        read.peer = api::inputPeerSelf{};
        one.call(read);
        api::contacts::resolveUsername resolve{};
        resolve.username = "bot42_bot";
        one.call(resolve);
        api::users::getUsers users{};
        users.id.push_back(api::inputUserSelf{});
        one.call(users);
        api::users::getFullUser whole{};
        whole.id = api::inputUserSelf{};
        one.call(whole);
        one.call(api::account::getPassword{});
        add(one);
    }
    // Service messages, one by one and in a container.
    {
        auto one = bot();
        one.message(false).byte(content::ping).byte(0).number(std::int64_t{5});
        one.message(false).byte(content::ping).byte(1).number(std::int64_t{6});
        one.to.number(std::int32_t{75});
        one.message(false).byte(content::salts).number(std::int32_t{3});
        for (const auto kind : {0U, 1U, 2U, 3U}) {
            one.message(false).byte(content::list).byte(kind).byte(3);
            one.to.byte(0).byte(1).byte(130);
        }
        one.message().byte(content::destroy_session).byte(0).byte(2);
        one.message().byte(content::drop_answer).byte(1);
        one.message(false).byte(content::container).byte(3);
        one.to.byte(0).byte(0).byte(content::ping).byte(0).number(std::int64_t{7});
        one.to.byte(0).byte(0).byte(content::list).byte(0).byte(1).byte(130);
        one.to.byte(0).byte(one.seq_no).byte(content::call);
        one.to.block(tl::encoded(api::updates::getState{})).byte(0);
        one.to.byte(step::wait).number(std::uint16_t{60'000}).byte(255);
        one.to.byte(step::close).byte(0);
        add(one);
    }
    // Wrong ids, numbers and salts; plain packets; a destroyed key; a lost connection.
    {
        auto one = bot();
        one.to.byte(step::deliver).byte(0).byte(9).byte(7).number(std::int16_t{-400});
        one.to.byte(content::call).block(tl::encoded(api::help::getConfig{})).byte(0);
        one.to.byte(step::deliver).byte(0).byte(2).byte(0);
        one.to.byte(content::call).block(tl::encoded(api::help::getConfig{})).byte(0);
        one.to.byte(step::deliver).byte(0xf0).number(std::int64_t{1}).byte(11).byte(0);
        one.to.byte(content::call).block(tl::encoded(api::help::getConfig{})).byte(0);
        one.to.byte(step::plain).block(byte_buffer(40, 0)).byte(1);
        one.to.byte(step::close).byte(0);
        one.to.byte(step::write).byte(3).byte(1).byte(0);
        one.message().byte(content::destroy_session).byte(7);
        one.call(api::updates::getState{});
        add(one);
    }
    // Wrappers.
    {
        auto one = bot();
        api::invokeWithoutUpdates<api::updates::getState> quiet;
        one.call(quiet);
        api::invokeAfterMsg<api::updates::getState> after;
        after.msg_id = 1;
        one.call(after);
        api::invokeWithLayer<api::updates::getState> old;
        old.layer = 100;
        one.call(old);
        add(one);
    }
    return all;
}

} // namespace

const target server_calls{"server_calls", run, seeds, 4095};

} // namespace fuzz
