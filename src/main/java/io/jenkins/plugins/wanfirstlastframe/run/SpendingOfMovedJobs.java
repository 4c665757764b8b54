package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.listeners.ItemListener;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** What a job has spent goes with it when it, or a folder that it is in, is renamed or moved. */
@Extension
@Restricted(NoExternalUse.class)
public final class SpendingOfMovedJobs extends ItemListener {

    @Override
    public void onLocationChanged(Item item, String oldFullName, String newFullName) {
        if (item instanceof Job) { // a folder's jobs are told of one by one
            GenerationService.get().spending().renamed(oldFullName, newFullName);
        }
    }
}
