// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/usernames.hpp>
#include <awaitgram/text/wire.hpp>
#include <awaitgram/types/event_of.hpp>
#include <awaitgram/types/message.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

AWAITGRAM_DECL message::message(
    std::shared_ptr<const peer_map> peers,
    const api::Message& raw,
    const self_info* receiver,
    std::shared_ptr<update_context> context,
    message_source source
)
    : event_base(std::move(peers), receiver, std::move(context)), data_(raw.get_if<api::message>()),
      source_(source) {
    static const api::message nothing{};
    if (data_ == nullptr) {
        data_ = raw.get_if<api::messageService>();
        is_plain_ = data_ == nullptr;
    }
    if (data_ == nullptr)
        data_ = &nothing;
}

AWAITGRAM_DECL std::vector<message_entity> message::entities() const {
    if (!is_plain_ || !plain().entities)
        return {};
    return read_entities(plain().message, *plain().entities);
}

AWAITGRAM_DECL text message::formatted() const {
    if (!is_plain_ || !plain().entities)
        return awaitgram::text(text());
    return from_wire(plain().message, *plain().entities);
}

AWAITGRAM_DECL std::string message::chat_title() const {
    return detail::known_name(*this, chat_id());
}

AWAITGRAM_DECL std::string message::sender_name() const {
    return detail::known_name(*this, sender_id());
}

AWAITGRAM_DECL std::optional<user> message::from() const {
    return user::among(peers(), sender_id(), receiver());
}

AWAITGRAM_DECL std::optional<chat> message::sender_chat() const {
    return awaitgram::chat::among(peers(), sender_chat_id(), receiver());
}

AWAITGRAM_DECL std::optional<chat> message::chat() const {
    return awaitgram::chat::among(peers(), chat_id(), receiver());
}

AWAITGRAM_DECL bool message::from_linked_channel() const noexcept {
    if (!is_plain_ || post() || !plain().fwd_from || !plain().fwd_from->saved_from_peer ||
        !plain().from_id)
        return false;
    return plain().from_id->is<api::peerChannel>() &&
           dialog_id(*plain().from_id) == dialog_id(*plain().fwd_from->saved_from_peer);
}

AWAITGRAM_DECL std::int32_t message::topic_id() const noexcept {
    if (const auto* header = reply_header(); header && header->forum_topic)
        return header->reply_to_top_id ? *header->reply_to_top_id
                                       : header->reply_to_msg_id.value_or(0);
    if (action<api::messageActionTopicCreate>() != nullptr)
        return id();
    const auto* channel = raw_peer().get_if<api::peerChannel>();
    const auto* forum = channel && peers() ? peers()->channel(channel->channel_id) : nullptr;
    return forum && forum->forum ? 1 : 0;
}

AWAITGRAM_DECL std::optional<reply_info> message::reply_to() const {
    const auto& any = is_plain_ ? plain().reply_to : told().reply_to;
    reply_info info;
    if (const auto* story = any ? any->get_if<api::messageReplyStoryHeader>() : nullptr) {
        info.story_id = story->story_id;
        info.chat_id = dialog_id(story->peer);
        return info;
    }
    const auto* header = reply_header();
    if (header == nullptr || !header->reply_to_msg_id)
        return std::nullopt;
    // The first messages of a topic refer to its root, and answer no message.
    if (header->forum_topic && !header->reply_to_top_id)
        return std::nullopt;
    info.message_id = *header->reply_to_msg_id;
    info.chat_id = header->reply_to_peer_id ? dialog_id(*header->reply_to_peer_id) : chat_id();
    if (header->quote_text)
        info.quote = header->quote_text->view();
    info.chosen_quote = header->quote;
    return info;
}

AWAITGRAM_DECL std::optional<forward_info> message::forwarded_from() const {
    if (!is_plain_ || !plain().fwd_from)
        return std::nullopt;
    const auto& header = *plain().fwd_from;
    forward_info info;
    if (header.from_id)
        info.sender_id = dialog_id(*header.from_id);
    if (header.from_name)
        info.hidden_name = header.from_name->view();
    if (header.post_author)
        info.signature = header.post_author->view();
    info.post_id = header.channel_post.value_or(0);
    if (header.saved_from_peer)
        info.from_chat = dialog_id(*header.saved_from_peer);
    info.from_message = header.saved_from_msg_id.value_or(0);
    info.date = from_unix(header.date);
    info.imported = header.imported;
    return info;
}

AWAITGRAM_DECL std::vector<counted_reaction> message::reactions() const {
    const auto& raw = is_plain_ ? plain().reactions : told().reactions;
    return raw ? count_reactions(raw->results) : std::vector<counted_reaction>{};
}

AWAITGRAM_DECL std::string message::link() const {
    const auto* peer = raw_peer().get_if<api::peerChannel>();
    if (peer == nullptr || scheduled())
        return {};
    const auto* channel = peers() ? peers()->channel(peer->channel_id) : nullptr;
    std::string name;
    if (channel != nullptr)
        if (const auto names = active_usernames(*channel); !names.empty())
            name = names.front();
    auto made = "https://t.me/" +
                (name.empty() ? "c/" + std::to_string(peer->channel_id) : std::move(name));
    if (const auto topic = topic_id(); topic > 1)
        made += '/' + std::to_string(topic);
    return made + '/' + std::to_string(id());
}

namespace detail {

/// Whether a reaction to a message that was edited is newer than its last edit.
[[nodiscard]] inline bool reacted_after_edit(const api::message& raw) noexcept {
    if (!raw.edit_date || !raw.reactions || !raw.reactions->recent_reactions)
        return false;
    const auto& recent = *raw.reactions->recent_reactions;
    return std::any_of(recent.begin(), recent.end(), [&raw](const auto& each) {
        return each.date > *raw.edit_date;
    });
}

} // namespace detail

AWAITGRAM_DECL bool message::edit_hidden() const noexcept {
    if (is_plain_ && detail::reacted_after_edit(plain()))
        return true;
    if (!is_plain_ || !plain().edit_hide || plain().reply_markup || plain().via_bot_id)
        return false;
    const auto* from = sender();
    return !(from != nullptr && from->bot) &&
           !(plain().media && plain().media->is<api::messageMediaGeoLive>());
}

AWAITGRAM_DECL bool message::concerns_receiver(const command_call& call) const noexcept {
    if (call.addressee.empty() || receiver() == nullptr || receiver()->username.empty() ||
        detail::same_name(call.addressee, receiver()->username))
        return true;
    for (const auto& each : receiver()->usernames)
        if (detail::same_name(call.addressee, each))
            return true;
    return false;
}

AWAITGRAM_DECL command_call message::command() const noexcept {
    if (context()) {
        const auto& known = context()->command_in(text());
        return concerns_receiver(known) ? known : command_call{};
    }
    return command("/");
}

AWAITGRAM_DECL command_call
message::command(std::string_view prefixes, command_letters letters) const noexcept {
    const auto parsed = parse_command(text(), prefixes, letters);
    return concerns_receiver(parsed) ? parsed : command_call{};
}

namespace detail {

[[nodiscard]] inline std::optional<payment_info> payment_in(const message& told) {
    payment_info info;
    const auto read_common = [&info](const auto& action) {
        info.currency = action.currency.view();
        info.total_amount = action.total_amount;
        info.first_of_subscription = action.recurring_init;
        info.renews_subscription = action.recurring_used;
        if (action.subscription_until_date)
            info.paid_until = from_unix(*action.subscription_until_date);
    };
    if (const auto* received = told.action<api::messageActionPaymentSentMe>()) {
        read_common(*received);
        info.payload = text_of_bytes(received->payload);
        info.charge_id = received->charge.id.view();
        info.provider_charge_id = received->charge.provider_charge_id.view();
        if (received->shipping_option_id)
            info.shipping_option = received->shipping_option_id->view();
        if (received->info)
            info.info = &*received->info;
        return info;
    }
    if (const auto* paid = told.action<api::messageActionPaymentSent>()) {
        read_common(*paid);
        if (paid->invoice_slug)
            info.invoice = paid->invoice_slug->view();
        return info;
    }
    return std::nullopt;
}

/// Not in older layers.
template <class Action>
[[nodiscard]] std::optional<refund_info> refund_in(const message& told) {
    if constexpr (in_layer<Action>)
        if (const auto* refunded = told.action<Action>()) {
            refund_info info;
            info.payer_id = dialog_id(refunded->peer);
            info.currency = refunded->currency.view();
            info.total_amount = refunded->total_amount;
            if (refunded->payload)
                info.payload = text_of_bytes(*refunded->payload);
            info.charge_id = refunded->charge.id.view();
            info.provider_charge_id = refunded->charge.provider_charge_id.view();
            return info;
        }
    return std::nullopt;
}

} // namespace detail

AWAITGRAM_DECL std::optional<payment_info> message::payment() const {
    return detail::payment_in(*this);
}

AWAITGRAM_DECL std::optional<refund_info> message::refunded_payment() const {
    return detail::refund_in<api::messageActionPaymentRefunded>(*this);
}

} // namespace awaitgram
