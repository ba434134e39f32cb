<?php
/**
 * Plugin Name: Ringback Callback
 * Description: Visitors leave a number, and your phone and theirs ring within half a minute.
 * Version: 1.0.0
 * Requires at least: 5.7
 * Requires PHP: 7.4
 * Author: The Ringback project
 * License: Apache-2.0
 * Text Domain: ringback-callback
 *
 * Puts one script tag into the pages, and asks for what it needs to know on one settings page.
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

const RINGBACK_OPTION = 'ringback_site';

/** The site as it was saved, or as it came with the plugin: 'server' and 'key', both empty when neither knows. */
function ringback_site() {
	$preset = array();
	$file   = __DIR__ . '/site.json';
	if ( is_readable( $file ) ) {
		$preset = json_decode( (string) file_get_contents( $file ), true );
	}
	$saved = array_filter( (array) get_option( RINGBACK_OPTION, array() ) );
	return wp_parse_args( $saved, wp_parse_args( is_array( $preset ) ? $preset : array(), array( 'server' => '', 'key' => '' ) ) );
}

/** The script's address, or '' while the plugin has not been told which site this is. */
function ringback_script_url() {
	$site = ringback_site();
	if ( '' === $site['server'] || '' === $site['key'] ) {
		return '';
	}
	return untrailingslashit( $site['server'] ) . '/w/' . rawurlencode( $site['key'] ) . '.js';
}

add_action(
	'wp_enqueue_scripts',
	function () {
		$url = ringback_script_url();
		if ( '' !== $url ) {
			wp_enqueue_script( 'ringback-callback', $url, array(), null, true );
		}
	}
);

add_filter(
	'script_loader_tag',
	function ( $tag, $handle ) {
		if ( 'ringback-callback' !== $handle || false !== strpos( $tag, ' async' ) ) {
			return $tag;
		}
		return str_replace( '<script ', '<script async ', $tag );
	},
	10,
	2
);

/** What was typed, checked: what cannot be right is named and the earlier value stays. */
function ringback_checked( $typed ) {
	$kept   = ringback_site();
	$server = untrailingslashit( esc_url_raw( trim( (string) ( $typed['server'] ?? '' ) ), array( 'https', 'http' ) ) );
	$key    = trim( (string) ( $typed['key'] ?? '' ) );
	if ( '' !== $server && ! wp_parse_url( $server, PHP_URL_HOST ) ) {
		add_settings_error( RINGBACK_OPTION, 'server', __( 'The address cannot be read. Give it as https://calls.example.com.', 'ringback-callback' ) );
		$server = $kept['server'];
	}
	if ( ! preg_match( '/^[A-Za-z0-9_-]{0,40}$/', $key ) ) {
		add_settings_error( RINGBACK_OPTION, 'key', __( 'The site key cannot be right. Copy it from the site\'s page in Ringback.', 'ringback-callback' ) );
		$key = $kept['key'];
	}
	return array(
		'server' => $server,
		'key'    => $key,
	);
}

add_action(
	'admin_init',
	function () {
		register_setting( 'ringback', RINGBACK_OPTION, array( 'sanitize_callback' => 'ringback_checked' ) );
		add_settings_section( 'ringback', '', '__return_null', 'ringback' );
		foreach ( array(
			'server' => __( 'Address of Ringback', 'ringback-callback' ),
			'key'    => __( 'Site key', 'ringback-callback' ),
		) as $name => $label ) {
			add_settings_field( 'ringback-' . $name, $label, 'ringback_field', 'ringback', 'ringback', array( 'name' => $name, 'label_for' => 'ringback-' . $name ) );
		}
	}
);

/** One field of the settings page. */
function ringback_field( $field ) {
	$site = ringback_site();
	printf(
		'<input class="regular-text" id="ringback-%1$s" name="%2$s[%1$s]" value="%3$s">',
		esc_attr( $field['name'] ),
		esc_attr( RINGBACK_OPTION ),
		esc_attr( $site[ $field['name'] ] )
	);
}

add_action(
	'admin_menu',
	function () {
		add_options_page( 'Ringback', 'Ringback', 'manage_options', 'ringback', 'ringback_page' );
	}
);

/** The settings page. */
function ringback_page() {
	echo '<div class="wrap"><h1>Ringback</h1><p>';
	echo esc_html(
		'' === ringback_script_url()
			? __( 'Both stand on the site\'s page in Ringback. Until then nothing is added to your pages.', 'ringback-callback' )
			: __( 'The callback button is on your pages. Its words and colours are set in Ringback.', 'ringback-callback' )
	);
	echo '</p><form method="post" action="options.php">';
	settings_fields( 'ringback' );
	do_settings_sections( 'ringback' );
	submit_button();
	echo '</form></div>';
}

add_filter(
	'plugin_action_links_' . plugin_basename( __FILE__ ),
	function ( $links ) {
		array_unshift( $links, '<a href="' . esc_url( admin_url( 'options-general.php?page=ringback' ) ) . '">' . esc_html__( 'Settings' ) . '</a>' );
		return $links;
	}
);
