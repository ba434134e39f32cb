<?php
/** Takes away what the plugin has kept. */

if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
	exit;
}
delete_option( 'ringback_site' );
